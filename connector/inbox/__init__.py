"""The mailbox in which customers answer, read over IMAP; what its messages mean is the core's to say."""
