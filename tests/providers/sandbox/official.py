"""The official client, pointed at a sandbox."""

import stripe

from providers.sandbox import Handle


def client(handle: Handle, key: str = "rk_test_sandbox", timeout: float = 10) -> stripe.StripeClient:
    """Without retries of its own, which sleep."""
    return stripe.StripeClient(
        key,
        base_addresses={"api": handle.stripe_url},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=timeout),
    )
