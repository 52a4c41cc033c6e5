import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sleep } from '../../src/async/sleep.ts';
import { openRecorder } from '../../src/recorder/recorder.ts';

/** Records a run of some seconds, and prints how busy that kept the program. */
const [url = '', spoolFolder = ''] = process.argv.slice(2);
const recorder = await openRecorder({ url, spoolFolder });
await recorder.run({ workflow: 'beside-junk', id: 'beside-junk' }, async () => {
  await sleep(1_000);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const start = process.cpuUsage();
  await sleep(3_000);
  const { user, system } = process.cpuUsage(start);
  console.log(
    JSON.stringify({ longestMs: delay.percentile(99) / 1e6, processorMs: (user + system) / 1_000 }),
  );
});
await recorder.close();
