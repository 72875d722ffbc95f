// A real provider of OpenID Connect for tests (npm `oidc-provider`), on this
// machine alone. It asks for any name and believes it.
//
//   node tests/support/oidc-provider.mjs REDIRECT_URI [PORT]
//
// prints one line of JSON once it listens: {issuer, client_id, client_secret}.
import Provider from "oidc-provider";
import { createServer } from "node:http";
import { randomBytes } from "node:crypto";

const [redirect, wanted = "0"] = process.argv.slice(2);
if (!redirect) {
  console.error("Name the redirect URI: node oidc-provider.mjs http://127.0.0.1:8080/sign-in/test/callback");
  process.exit(2);
}
let handle = (_, answer) => answer.writeHead(503).end();
const server = createServer((request, answer) => handle(request, answer));
server.listen(Number(wanted), "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const client = {
    client_id: "open-forum",
    client_secret: randomBytes(24).toString("hex"),
    redirect_uris: [redirect],
    response_types: ["code"],
    grant_types: ["authorization_code"],
  };
  const provider = new Provider(issuer, {
    clients: [client],
    pkce: { required: () => true },
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    // Its own forms are what a person of a test fills in.
    features: { devInteractions: { enabled: true } },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, name: `Name of ${sub}`, email: `${sub}@example.org`, email_verified: true }),
    }),
  });
  handle = provider.callback();
  console.log(JSON.stringify({ issuer, client_id: client.client_id, client_secret: client.client_secret }));
});
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
