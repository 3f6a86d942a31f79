// A certificate provider of its own process: the certified oidc-provider with
// its sample login pages. Prints its issuer, then serves until it is killed.
import { createServer } from "node:http";

import { Provider } from "oidc-provider";

const { people, client } = JSON.parse(process.env.OIDC_TEST);
const server = createServer().listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [client],
    claims: { openid: ["sub", "ci"], profile: ["name", "birthdate", "gender"], phone: ["phone_number"] },
    cookies: { keys: ["for tests only"] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
    pkce: { required: () => true },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
