/* Works on the task before a number, as portal/waiting/puzzle.py sets it. If anything fails, the form
   is sent without an answer, and the portal asks for the proof of identity first. */
(() => {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

  async function solve({ nonce, salt, cost, keyLength, keyPrefix }) {
    const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
    const counted = new DataView(password.buffer, password.length - 4);
    for (let counter = 0; ; counter += 1) {
      counted.setUint32(0, counter);
      const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
      const derivedKey = hex(await crypto.subtle.deriveBits(how, key, 8 * keyLength));
      if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
    }
  }

  const form = () => document.querySelector("form[data-puzzle]");
  let working = false;

  addEventListener("submit", async (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    if (working) return;
    working = true;
    document.getElementById("working").hidden = false;
    let answer = "";
    try {
      const challenge = await (await fetch(form().dataset.puzzle)).json();
      answer = btoa(JSON.stringify({ challenge, solution: await solve(challenge.parameters) }));
    } catch (trouble) { /* sent without one */ }
    working = false;
    // The page may have been fetched anew meanwhile, and the form with it.
    if (!form()) return;
    form().elements.altcha.value = answer;
    form().submit();
  });
})();
