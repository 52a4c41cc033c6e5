import { openRecorder } from '../../../src/recorder/recorder.ts';
import { recordRun } from './record-run.ts';

/** Records so many runs a second until it is ended. */
const [path = '', perSecond = ''] = process.argv.slice(2);
const recorder = await openRecorder({ location: path });
let number = 0;
setInterval(() => {
  number += 1;
  void recordRun(recorder, number);
}, 1_000 / Number(perSecond));
