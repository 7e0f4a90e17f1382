// A strict OAuth and OpenID server on loopback until standard input closes. Arguments: the addresses to send
// people back to. Prints its own; anybody may sign in and consent, and has an address that is verified.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const app = {
  application_type: 'native',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: process.argv.slice(2),
};

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(url, {
    clients: [
      { ...app, client_id: 'app', client_secret: 's3cret', token_endpoint_auth_method: 'client_secret_basic' },
      { ...app, client_id: 'bare', token_endpoint_auth_method: 'none' },
    ],
    cookies: { keys: ['of the tests'] },
    scopes: ['openid', 'invoices.read'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    features: { revocation: { enabled: true } },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, email: sub, email_verified: true }) }),
    // As accounting systems do it: a refresh token for whoever asks as an app, good for one exchange.
    issueRefreshToken: () => true,
    rotateRefreshToken: () => true,
    expiresWithSession: () => false,
    ttl: { AccessToken: 1800, RefreshToken: 5184000, Grant: 5184000, Session: 3600, Interaction: 600 },
  });
  server.on('request', provider.callback());
  process.stdout.write(`${url}\n`);
});
process.stdin.on('end', () => process.exit(0)).resume();
