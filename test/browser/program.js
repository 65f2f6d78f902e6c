import * as dyadsim from '../../dist/core.js';

/** Everything that the bundle has to do, as the bits of all numbers that come out of it, by name. */
export function run(texts, digits) {
  const found = {};
  const note = (name, values) => {
    const all = Float64Array.from(values);
    found[name] = Array.from(new BigUint64Array(all.buffer), (bits) => bits.toString(16)).join(' ');
  };
  const files = dyadsim.memoryFiles(texts);
  const { scenario, points } = dyadsim.scenarioFrom(files, 'scenarios/browser.yaml');
  const { train, test } = dyadsim.digitsOf(digits, 'digits');

  const options = { layers: [64, 8, 10], activation: 'relu', loss: 'squared-error', epochs: 2, learningRate: 0.01 };
  const trained = dyadsim.train(train, { ...options, batch: 32, seed: 'browser' });
  const { network: plain, scale } = dyadsim.scaleToFullScale(trained, train);
  const network = { ...plain, scale, testAccuracy: dyadsim.accuracy(plain, test) };
  note('training', [network.testAccuracy, ...scale, ...network.forward.flatMap(({ weights }) => [...weights])]);

  const study = dyadsim.studyOf(scenario, points, (own) => ({ network, probes: dyadsim.probes(own, network, test) }));
  const rows = dyadsim.runBlock(study, { index: 0, firstChip: 0, chips: 2 });
  found.rows = JSON.stringify(rows);

  const chip = dyadsim.sampleChip(scenario.device, network, 'browser', 1);
  const circuit = dyadsim.circuitOf(chip, 'dp-transpose');
  const [{ input, target }] = study.tasks[0].probes;
  const drive = { input, target, loss: scenario.loss, beta: study.points[0].beta, nudge: 'live' };
  const limits = dyadsim.defaultLimits(scenario.device.neuron.tau.nominal);
  const noisy = dyadsim.simulate(circuit, drive, limits, { noise: dyadsim.noiseStreams('browser', 1, 0) });
  note('noisy run', [noisy.events, noisy.endTime, ...noisy.activity.flatMap((m) => [...m])]);
  const { state } = dyadsim.staticState(circuit, drive);
  note(
    'stationary state',
    state.flatMap((layer) => (layer === null ? [] : [...layer.plus, ...layer.minus])),
  );
  const { fate, margins } = dyadsim.foresee(circuit, drive).outlook;
  found.fate = fate;
  note('margins', [margins.gainMargin ?? 0, margins.phaseMarginDeg ?? 0]);
  note('certificate', [dyadsim.certifiedBeta(circuit, 'squared-error', 'live').everywhere ?? 0]);
  const { signal } = dyadsim.referenceGradient(circuit, input, target, 'squared-error');
  note(
    'gradient',
    signal.flatMap((layer) => [...(layer ?? [])]),
  );
  const tanh = dyadsim.circuitOf({ ...chip, activation: 'tanh', noise: null }, 'dp');
  note(
    'tanh',
    dyadsim.foresee(tanh, drive).difference.flatMap((layer) => [...(layer ?? [])]),
  );
  const again = dyadsim.chipFrom(dyadsim.memoryFiles({ 'c.json': JSON.stringify(dyadsim.chipToJson(chip)) }), 'c.json');
  note(
    'chip file',
    again.forward.flatMap(({ weights }) => [...weights]),
  );
  found.netlist = dyadsim.exportSpice(circuit, drive, { title: 'browser', horizon: 1e-3 });
  try {
    dyadsim.deviceFrom(files, 'devices/wrong.yaml');
  } catch (error) {
    found.problems = error.problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  }
  return found;
}
