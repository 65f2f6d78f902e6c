// What tests ask of a page, in it.
globalThis.inPage = {
  charts() {
    const charts = [...document.querySelectorAll('figure svg.chart')].filter((chart) => chart.checkVisibility());
    return charts.map((chart) => {
      const { width, height } = chart.getBoundingClientRect();
      return { width, height, marks: chart.querySelectorAll('path, rect, line').length };
    });
  },

  /** What reaches beyond the window: the beginning of its markup, and by how many px. */
  tooWide(selector) {
    // Boxes are laid out in 1/64 px.
    const most = document.documentElement.clientWidth + 1;
    const wide = [...document.querySelectorAll(selector)].filter(
      (element) => element.checkVisibility() && element.getBoundingClientRect().right > most,
    );
    return wide
      .slice(0, 5)
      .map((element) => `${element.getBoundingClientRect().right} ${element.outerHTML.slice(0, 200)}`);
  },

  /** px. */
  sidewaysScroll: () => document.documentElement.scrollWidth - innerWidth,

  foldedTables: () =>
    [...document.querySelectorAll('table')].filter((table) => table.getBoundingClientRect().height < 1).length,

  background: () => getComputedStyle(document.body).backgroundColor,

  selected: () => getSelection().toString(),

  /** What axe finds that bars some readers; folds are opened for it. */
  async barriers() {
    for (const details of document.querySelectorAll('details')) details.open = true;
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    for (const details of document.querySelectorAll('details')) details.open = false;
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.slice(0, 3).map(({ html, any }) => `${html.slice(0, 200)} ${any[0]?.message}`)}`,
      );
  },
};
