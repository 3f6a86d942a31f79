// Asks the browser whether it shows notifications, and hands what it says to a plain form.
const form = document.getElementById("notify");
const sorry = document.getElementById("notify-not");
const denied = document.getElementById("notify-denied");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
form.hidden = !able;
sorry.hidden = able;
form.addEventListener("submit", async event => {
  event.preventDefault();
  if (await Notification.requestPermission() !== "granted") {
    denied.hidden = false;
    denied.focus();
    return;
  }
  await navigator.serviceWorker.register(form.dataset.worker, { scope: "/" });
  const worker = await navigator.serviceWorker.ready;
  const wanted = { userVisibleOnly: true, applicationServerKey: form.dataset.key };
  const old = await worker.pushManager.getSubscription();
  const subscription = old || await worker.pushManager.subscribe(wanted).catch(() => null);
  form.elements.subscription.value = JSON.stringify(subscription || "");
  form.submit();
});
