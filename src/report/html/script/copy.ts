/** A click on a command copies it, and so does Enter or the space bar; a click on a mark of a picture copies the command of its row. */
export const COPY = `
const told = document.createElement('p');
told.className = 'told';
told.setAttribute('role', 'status');
document.body.append(told);

for (const command of document.querySelectorAll('.command')) {
  command.tabIndex = 0;
  command.setAttribute('role', 'button');
  command.title = 'copies the command';
}

const rowOf = ({ dataset: { point, rule } }) =>
  [...document.querySelectorAll('tr[data-rule]')].find(
    (row) => row.dataset.point === point && row.dataset.rule === rule && row.querySelector('.command'),
  );

async function copy(text, shown) {
  getSelection().selectAllChildren(shown);
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!document.execCommand('copy')) return false;
  }
  return true;
}

async function copyCommand(command) {
  if (!(await copy(command.textContent, command))) return;
  command.dataset.copied = '';
  setTimeout(() => delete command.dataset.copied, 1500);
}

async function copyOfMark(command) {
  told.textContent = command.textContent;
  if (await copy(command.textContent, told)) told.textContent = 'copied: ' + command.textContent;
  setTimeout(() => (told.textContent = ''), 2500);
}

document.addEventListener('click', ({ target }) => {
  const command = target.closest('.command');
  const mark = target.closest('svg [data-rule][data-point]');
  if (command) copyCommand(command);
  else if (mark && rowOf(mark)) copyOfMark(rowOf(mark).querySelector('.command'));
});
document.addEventListener('keydown', (event) => {
  if (!event.target.matches('.command') || (event.key !== 'Enter' && event.key !== ' ')) return;
  event.preventDefault();
  copyCommand(event.target);
});
`;
