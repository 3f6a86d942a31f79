/* Asks the one public file at the pace the server names, and fetches the page anew only when there
   is something to see. Without it the page reloads itself at the same pace. */
(() => {
  let root = document.getElementById("wait");
  let told = null;
  let failures = 0;
  let sound = null;
  let timer = null;
  // Of those who came together not all fetch the page anew together.
  let renewed = Date.now() - Math.random() * 300000;
  const COOKIE = "asks=1; path=/wait/; max-age=120; samesite=lax";

  const seconds = (pace, ahead, rate) => {
    if (!(rate > 0)) return pace.unknown;
    return pace.table.find(([until]) => until === null || ahead / rate <= until)[1];
  };
  const jittered = (s, jitter) => s * (1 + jitter * (2 * Math.random() - 1)) * 1000;
  // As portal/waiting/pacing.py rounds.
  const rounded = (m) => { const step = m <= 10 ? 1 : m <= 60 ? 5 : 15; return Math.ceil(m / step) * step; };

  function tell(board, ahead) {
    const eta = document.getElementById("eta");
    if (!eta || board.before) return;
    document.getElementById("ahead").textContent = ahead.toLocaleString();
    const title = root.querySelector("h1");
    if (title.dataset.open) title.textContent = title.dataset.open;
    document.title = document.title.replace(/^[\d,.]+/, ahead.toLocaleString());
    if (board.state === "paused") { eta.textContent = eta.dataset.paused; return; }
    if (!(board.rate > 0)) { eta.textContent = eta.dataset.unknown; return; }
    const [low, high] = board.pace.sure.map((sure) => Math.max(1, Math.ceil(ahead / board.rate / 60 * sure)));
    if (rounded(low) > board.pace.far) { eta.textContent = eta.dataset.far.replace("{hours}", board.pace.far / 60); return; }
    const until = Date.now() / 60000 + rounded(high);
    const words = eta.dataset.known.replace("{low}", rounded(low)).replace("{high}", Math.max(rounded(high), rounded(low) + 1));
    eta.textContent = told && until > told + 5 ? `${words}. ${eta.dataset.longer}` : words;
    told = told === null || until > told + 5 ? until : Math.min(told, until);
  }

  async function renew() {
    const here = root.dataset.here;
    const answer = await fetch(here, { headers: { "X-Requested-With": "fetch" } });
    if (answer.redirected && new URL(answer.url).pathname !== here) { location.assign(answer.url); return; }
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("wait");
    if (!next) { location.reload(); return; }
    const called = next.dataset.state === "called" && root.dataset.state !== "called";
    root.replaceWith(next);
    root = next;
    renewed = Date.now() - Math.random() * 300000;
    document.title = page.title;
    offerSound();
    if (called && sound) beep();
  }

  async function ask() {
    let wait = 10000;
    try {
      const answer = await fetch(root.dataset.status);
      if (!answer.ok) throw new Error(answer.status);
      const board = await answer.json();
      document.cookie = COOKIE;
      failures = 0;
      const position = Number(root.dataset.position);
      const standing = root.dataset.state === "standing" && String(board.line) === root.dataset.line;
      const ahead = Math.max(0, position - 1 - board.served);
      let s = board.before ? board.asks : seconds(board.pace, ahead, board.rate);
      if (!standing) { s = Math.max(s, 10); await renew(); }
      else if (position <= board.served) { s = 4; await renew(); }
      else if (Number(root.dataset.renew) && Date.now() - renewed > root.dataset.renew * 1000) await renew();
      else tell(board, ahead);
      wait = jittered(s, board.pace.jitter);
      offline(false);
    } catch (trouble) {
      failures += 1;
      offline(true);
      wait = jittered(Math.min(60, 3 * 2 ** failures), 0.3);
    }
    if (root.dataset.state) again(wait);
  }

  // One question at a time, however often the network came and went.
  function again(wait) { clearTimeout(timer); timer = setTimeout(ask, wait); }

  function offline(is) {
    const words = document.getElementById("offline");
    if (words) words.hidden = !is;
  }

  function offerSound() {
    const offer = document.getElementById("sound");
    if (!offer) return;
    offer.hidden = sound !== null;
    offer.firstElementChild.addEventListener("click", () => { sound = new AudioContext(); beep(); offer.hidden = true; });
  }

  function beep() {
    [0, 0.35, 0.7].forEach((at) => {
      const tone = sound.createOscillator(), volume = sound.createGain();
      volume.gain.value = 0.2;
      tone.frequency.value = 880;
      tone.connect(volume).connect(sound.destination);
      tone.start(sound.currentTime + at);
      tone.stop(sound.currentTime + at + 0.2);
    });
  }

  document.cookie = COOKIE;
  offerSound();
  addEventListener("online", () => { failures = 0; again(Math.random() * 3000); });
  again(2000);
})();
