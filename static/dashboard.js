/* Draws what stands in the tables. Without it, and without Chart, the tables are there all the same. */
(() => {
  if (!window.Chart) return;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const colours = dark
    ? ["#6cb2ff", "#ffb070", "#7fd6a0", "#d9a6ff", "#e6d36c"]
    : ["#0b5ab3", "#b3500b", "#1a7a3c", "#7a3cb3", "#7a6a00"];
  const ink = getComputedStyle(document.body).color;
  const drawn = {};
  Chart.defaults.color = ink;
  Chart.defaults.animation = false;
  for (const canvas of document.querySelectorAll("[data-chart]")) {
    const data = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
    canvas.parentElement.hidden = false;
    // There is no half a person on an axis.
    const whole = data.series.every(({ values }) => values.every((each) => each === null || Number.isInteger(each)));
    drawn[canvas.dataset.chart] = new Chart(canvas, {
      type: data.type,
      data: {
        labels: data.labels,
        datasets: data.series.map(({ name, values }, n) => ({
          label: name, data: values, borderColor: colours[n], backgroundColor: colours[n],
          pointRadius: 0, borderDash: n ? [6, 3] : [],
        })),
      },
      options: {
        maintainAspectRatio: false,
        scales: {
          x: { stacked: data.stacked },
          y: {
            stacked: data.stacked, beginAtZero: true, title: { display: true, text: data.unit },
            ticks: { precision: whole ? 0 : undefined },
          },
        },
      },
    });
  }
  for (const button of document.querySelectorAll("[data-play]")) {
    const chart = drawn[button.dataset.play];
    if (!chart) continue;
    button.parentElement.hidden = false;
    const whole = chart.data.datasets.map((each) => each.data);
    let timer;
    button.addEventListener("click", () => {
      clearInterval(timer);
      let minute = 0;
      timer = setInterval(() => {
        minute += 1;
        chart.data.datasets.forEach((each, n) => {
          each.data = whole[n].map((value, at) => (at < minute ? value : null));
        });
        chart.update();
        if (minute >= chart.data.labels.length) clearInterval(timer);
      }, 100);
    });
  }
})();
