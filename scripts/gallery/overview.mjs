import { escapeMarkdown, escapeMarkup } from '../../dist/report/escape.js';
import { STYLE } from '../../dist/report/html/style.js';

const LEAD =
  'Reports of scenarios that come with dyadsim, each as the command beside it writes it: one file, no network needed.';

/** The gallery as a page, for a browser. */
export function indexHtml(pages) {
  const parts = pages.map(
    ({ name, asks, findings, title, note, commands }) => `<section>
<h2><a href="${name}.html">${escapeMarkup(asks)}</a></h2>
<div class="figures">
<div>
${findings.map((line) => `<p>${escapeMarkup(line)}</p>`).join('\n')}
${commands.map((command) => `<p><code>${escapeMarkup(command)}</code></p>`).join('\n')}
</div>
<figure>
${note === '' ? '' : `<figcaption><b>${escapeMarkup(title)}</b>${escapeMarkup(note)}</figcaption>`}
<a href="${name}.html"><img src="${name}.svg" alt="${escapeMarkup(title)}"></a>
</figure>
</div>
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gallery \u2013 dyadsim</title>
<style>${STYLE}
img{display:block;width:100%;max-width:464px;height:auto}</style>
</head>
<body>
<header>
<h1>Gallery</h1>
<p class="lead">${LEAD}</p>
</header>
<main>
${parts.join('\n')}
</main>
</body>
</html>
`;
}

/** The gallery for who reads it beside the sources. */
export function readme(pages) {
  const parts = pages.map(({ name, asks, findings, title, note, commands }) =>
    [
      `## ${asks}`,
      findings.map((line) => `- ${escapeMarkdown(line)}`).join('\n'),
      `[![${escapeMarkdown(title)}](${name}.svg)](${name}.html)`,
      note === '' ? '' : `**${escapeMarkdown(title)}.** ${escapeMarkdown(note)}`,
      commands.map((command) => `    ${command}`).join('\n'),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  const made = '`npm run gallery` makes all of it in some minutes; index.html is the same for a browser.';
  return `${['# Gallery', `${LEAD} ${made}`, ...parts].join('\n\n')}\n`;
}
