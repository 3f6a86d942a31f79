/* The clinic's desk: a hand scanner that works from anywhere on the page, the camera, and a list
   that is up to date by itself. Without it the field alone works, and a link looks for news. */
(() => {
  const CODE = /^[2-9A-HJKMNP-TV-Z]{12}$/;
  const find = document.getElementById("find");
  if (!find) return;
  const words = find.elements.words;
  const look = (code) => { words.value = code; find.requestSubmit(); };

  /* A scanner presses keys faster than anybody types, and Enter behind them: that Enter presses no
     button. Which key it was counts and not what it wrote, so that a keyboard that is set to Hangul
     does no harm. */
  const FAST = 80;
  let keys = "";
  let run = 0;
  let last = 0;
  addEventListener("keydown", (event) => {
    // A key that is held down presses one button, and not the next page's too.
    if (event.key === "Enter" && event.repeat) event.preventDefault();
    if (event.key === "Shift" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.timeStamp - last > FAST) { keys = ""; run = 0; }
    last = event.timeStamp;
    if (event.key !== "Enter") {
      const [, letter] = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code) || [];
      keys = (keys + (letter || "?")).slice(-12);
      run += 1;
    } else if (run >= 4 && (CODE.test(keys) || event.target !== words)) {
      event.preventDefault();
      look(keys);
    }
  }, true);

  // The next act has the focus; where something speaks against it, that is read first.
  const next = () => {
    const act = document.querySelector("[data-next], [data-main]");
    if (!act) return;
    act.focus();
    // Whoever records something sees whose it is.
    document.getElementById("who")?.scrollIntoView({ block: "nearest" });
  };
  next();

  /* The camera. What the browser cannot read itself (iPads, Firefox) a library reads, fetched when
     somebody wants it. */
  const camera = document.getElementById("camera");
  const viewer = document.getElementById("viewer");
  const video = viewer.querySelector("video");
  let stream = null;
  const stop = () => {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    viewer.hidden = true;
    camera.hidden = false;
  };
  const fetched = (address) => new Promise((done, failed) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address, onload: done, onerror: failed });
    document.head.append(script);
  });
  const byBrowser = async () => {
    if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) throw new Error("no QR");
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video)).map((each) => each.rawValue);
  };
  const byLibrary = async () => {
    if (!globalThis.jsQR) await fetched(camera.dataset.reader);
    const sheet = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    return async () => {
      const scale = Math.min(1, 640 / video.videoWidth);
      const [width, height] = [video.videoWidth, video.videoHeight].map((side) => Math.round(side * scale));
      Object.assign(sheet.canvas, { width, height });
      sheet.drawImage(video, 0, 0, width, height);
      const code = jsQR(sheet.getImageData(0, 0, width, height).data, width, height);
      return code ? [code.data] : [];
    };
  };
  const watch = async (read) => {
    if (!stream) return;
    const found = (await read().catch(() => [])).map((each) => each.trim());
    const code = found.find((each) => CODE.test(each));
    if (code) { stop(); look(code); } else setTimeout(watch, 150, read);
  };
  const start = async () => {
    const refused = document.getElementById("camera-refused");
    refused.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      viewer.hidden = false;
      camera.hidden = true;
      await video.play();
      watch(await byBrowser().catch(byLibrary));
    } catch {
      stop();
      refused.hidden = false;
    }
  };
  document.getElementById(navigator.mediaDevices ? "camera" : "no-camera").hidden = false;
  camera.addEventListener("click", start);
  document.getElementById("camera-off").addEventListener("click", stop);
  addEventListener("pagehide", stop);

  /* News: what differs is changed and nothing else, so that focus, a form somebody fills in and the
     place on the page stay as they are. */
  const become = (old, fresh) => {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) { old.replaceWith(fresh); return; }
    if (old.nodeType !== Node.ELEMENT_NODE) { old.data = fresh.data; return; }
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const mine = new Map([...old.children].filter((each) => each.id).map((each) => [each.id, each]));
    let here = old.firstChild;
    for (const child of [...fresh.childNodes]) {
      const same = child.id ? mine.get(child.id) : here && !here.id && here.nodeName === child.nodeName && here;
      if (!same) { old.insertBefore(child, here); continue; }
      if (same === here) here = here.nextSibling; else old.insertBefore(same, here);
      become(same, child);
    }
    while (here) { const next = here.nextSibling; here.remove(); here = next; }
  };

  const live = document.querySelector("[data-live]");
  const offline = document.getElementById("offline");
  const ask = async () => {
    const address = new URL(live.dataset.live, location);
    address.searchParams.set("version", live.dataset.version || "");
    address.searchParams.set("by-itself", "");
    const answer = await fetch(address);
    if (answer.redirected) { location.reload(); return; }
    if (!answer.ok) throw new Error(answer.status);
    if (answer.status === 204) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const row = document.activeElement.closest("tr[id]");
    become(live, page.getElementById("live"));
    if (row && document.activeElement === document.body) row.querySelector("a")?.focus();
    if ([document.body, words].includes(document.activeElement) && !words.value && !live.dataset.version) next();
  };
  const turn = async () => {
    if (!live.dataset.live) return;
    if (!document.hidden) {
      try { await ask(); if (offline) offline.hidden = true; } catch { if (offline) offline.hidden = false; }
    }
    setTimeout(turn, live.dataset.version ? 5000 : 1500);
  };
  if (live) setTimeout(turn, live.dataset.version ? 5000 : 1500);
})();
