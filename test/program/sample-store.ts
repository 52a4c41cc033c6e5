import { openRecorder } from '../../src/recorder/recorder.ts';

export type SampleOptions = {
  readonly count?: number;
  readonly prefix?: string;
};

/** Records runs named `<prefix>-0001`, …, of which every fourth failed. */
export async function writeSample(location: string, options: SampleOptions = {}): Promise<void> {
  const { count = 40, prefix = 'flow' } = options;
  const recorder = await openRecorder({ location });
  for (let index = 1; index <= count; index++) {
    const run = recorder.start({ workflow: `${prefix}-${String(index).padStart(4, '0')}`, input: { index } });
    if (index % 4 === 0) run.fail(new Error(`boom ${index}`));
    else run.succeed({ index });
  }
  await recorder.close();
}
