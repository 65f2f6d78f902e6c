/** Of `dyadsim NAME`, what a page of the gallery is made by, in order; the last step writes the page. */
const swept = (name) => [{ command: 'sweep', scenario: name }];

/** Every page: the question that it answers, what makes it, and where it then is. */
export const ENTRIES = [
  {
    name: 'asymmetric-nudging',
    asks: 'How asymmetric may the nudging be?',
    steps: swept('asymmetric-nudging'),
  },
  {
    name: 'yield-map',
    asks: 'Over asymmetry and nudging strength, where may a chip be run?',
    steps: swept('yield-map'),
  },
  {
    name: 'beta-window',
    asks: 'Which nudging strengths can be used under noise?',
    steps: swept('beta-window'),
  },
  {
    name: 'corners',
    asks: 'Which process corner is worst, and do specs hold there?',
    steps: swept('corners'),
  },
  {
    name: 'find-limits',
    asks: 'Up to which asymmetry are 90 % of chips stable?',
    steps: [{ command: 'find', scenario: 'find-limits' }],
  },
  {
    name: 'rare-loss',
    asks: 'How improbable is a chip that is lost, beyond what can be counted?',
    steps: [{ command: 'rare', scenario: 'rare-loss', fewest: 50 }],
  },
  {
    name: 'what-matters',
    asks: 'Which spreads limit the nudging strength, and what would larger transistors buy back?',
    steps: [{ command: 'sensitivity', scenario: 'what-matters' }],
  },
  {
    name: 'loop-gain',
    asks: 'Which spreads does the loop gain of DP come from, and what would larger transistors leave of it?',
    steps: [...swept('loop-gain'), { command: 'contributions', runs: ['loop-gain'] }],
  },
  {
    name: 'worst-chips',
    asks: 'Which are the worst of 4,000 chips, and may one be missing?',
    steps: [{ command: 'extremes', scenario: 'worst-chips', fewest: 200 }],
  },
  {
    name: 'device-comparison',
    asks: 'On which device does which rule work?',
    steps: swept('device-comparison'),
  },
  {
    name: 'yield-target',
    asks: 'Does enough of the production keep its specs?',
    steps: swept('yield-target'),
  },
  {
    name: 'revisions',
    asks: 'What does a revision buy that trims the gain of every die?',
    steps: [...swept('revision-a'), ...swept('revision-b'), { command: 'compare', runs: ['revision-a', 'revision-b'] }],
  },
];
