/** Rules that are switched off, and points beside the value that a slider is at, are hidden in tables; in pictures the points are faint. */
export const CONTROLS = `
const controls = document.querySelector('.controls');
const sliders = [...document.querySelectorAll('.controls input[type=range]')].map((input) => ({
  input,
  values: JSON.parse(input.dataset.values),
}));

function show() {
  const off = [...controls.querySelectorAll('input[type=checkbox]:not(:checked)')].map(({ value }) => value);
  const chosen = sliders.flatMap(({ input, values }) => (input.value === '0' ? [] : [values[input.value - 1].points]));
  for (const mark of document.querySelectorAll('main [data-rule], main [data-point]')) {
    const { rule, point } = mark.dataset;
    mark.classList.toggle('off', off.includes(rule));
    mark.classList.toggle('elsewhere', point !== undefined && chosen.some((points) => !points.includes(point)));
  }
  for (const table of document.querySelectorAll('table')) {
    if (!table.querySelector('tr[data-rule], tr[data-point]')) continue;
    unspan(table);
    count(table);
  }
}

for (const { input, values } of sliders) {
  const output = input.parentElement.querySelector('output');
  input.addEventListener('input', () => {
    output.textContent = values[input.value - 1]?.label ?? 'all';
    input.setAttribute('aria-valuetext', output.textContent);
    show();
  });
}
if (controls) {
  controls.hidden = false;
  controls.addEventListener('change', show);
}
`;
