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

  /** Texts of charts that are cut at a side of the picture. */
  cutTexts() {
    const cut = [...document.querySelectorAll('svg.chart text')].filter((text) => {
      if (!text.checkVisibility()) return false;
      const [own, all] = [text, text.closest('svg.chart')].map((element) => element.getBoundingClientRect());
      return own.left < all.left - 1 || own.right > all.right + 1;
    });
    return cut.map((text) => text.textContent);
  },

  /** px. */
  sidewaysScroll: () => document.documentElement.scrollWidth - innerWidth,

  /** Boxes that have to be scrolled sideways to be read. */
  scrolling: (selector) =>
    [...document.querySelectorAll(selector)]
      .filter((box) => box.checkVisibility() && box.scrollWidth > box.clientWidth + 1)
      .map((box) => box.getAttribute('aria-label')),

  foldedTables: () =>
    [...document.querySelectorAll('table')].filter((table) => table.getBoundingClientRect().height < 1).length,

  background: () => getComputedStyle(document.body).backgroundColor,

  /** Marks of charts that are hidden, or hardly seen. */
  paleMarks: () =>
    [...document.querySelectorAll('svg [data-rule], svg [data-point]')].filter((mark) => {
      const { display, opacity } = getComputedStyle(mark);
      return display === 'none' || opacity < 0.15;
    }).length,

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
