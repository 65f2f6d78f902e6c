import { attack } from './attack.ts';

/** `npm run attack [runs] [seed]`: pairs of trajectories below certified betas; exit 1 if a pair does not meet. */
const [runs = '10000', seed = 'attack'] = process.argv.slice(2);
const { failures, ...counts } = attack(seed, Number(runs));
console.log(
  `${counts.runs} pairs of trajectories of ${counts.chips} chips (${counts.railed} with rails, ${counts.unlimited} without limit; of ` +
    `${counts.uncertified} more nothing is proved): ${failures.length} did not meet`,
);
for (const failure of failures) console.log(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
