/** Over a mark of a picture stand the values of its point and rule, as the table of yields has them. */
export const HOVER = `
const values = document.createElement('div');
values.className = 'values';
values.hidden = true;
document.body.append(values);

document.addEventListener('pointermove', ({ target, clientX, clientY }) => {
  const mark = target.closest?.('svg [data-rule][data-point]');
  const row = mark && rowOf(mark);
  values.hidden = !row;
  if (!row) return;
  if (values.of !== row) {
    const titles = row.closest('table').tHead.rows[0].cells;
    const cells = [...row.querySelectorAll('td')].filter((cell) => !cell.querySelector('.command'));
    const name = document.createElement('b');
    name.textContent = row.dataset.rule + ', ' + row.dataset.point;
    const lines = cells.map((cell) => {
      const line = document.createElement('div');
      const title = titles[titles.length - (row.cells.length - cell.cellIndex)].textContent;
      const [value, ...rest] = [...cell.childNodes].map(({ textContent }) => textContent);
      line.textContent = title + ': ' + value + (rest.length > 0 ? ' (' + rest.join('; ') + ')' : '');
      return line;
    });
    values.replaceChildren(name, ...lines);
    values.of = row;
  }
  const { width, height } = values.getBoundingClientRect();
  values.style.left = Math.max(4, Math.min(clientX + 14, innerWidth - width - 4)) + 'px';
  values.style.top = (clientY + 18 + height < innerHeight ? clientY + 18 : Math.max(4, clientY - height - 12)) + 'px';
});
`;
