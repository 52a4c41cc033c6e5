import { expect } from 'vitest';
import { journey } from './journey.ts';

journey(
  'a run that is opened while it is queued is followed to its end',
  async ({ person, location, openShop, stored }) => {
    const { recorder } = await openShop();
    const run = recorder.queue({
      workflow: 'import-catalog',
      id: 'import-1',
      input: { file: 'spring.csv' },
      actor: 'ada',
    });
    person.opens(location, '--filter', 'workflow:import*');
    await person.reads(/▌ +○ Queued +import-catalog/u);
    await person.readsList(1);

    person.presses('↵');
    await person.reads(
      'import-catalog ○ Queued import-1',
      '[1 Overview]',
      'file: "spring.csv"',
      'Output not yet',
    );

    const reading = Promise.withResolvers<{ rows: number }>();
    run.begin();
    const read = run.step('read-file', () => reading.promise);
    await person.reads('import-catalog ● Running import-1', 'running read-file');
    person.presses('2');
    await person.reads('[2 Metadata]', 'Status ● Running', 'Actor ada');
    person.presses('3');
    await person.reads('[3 Trace] waterfall · 2 spans', /▾ import-catalog .*open/u, /read-file .*open/u);

    run.log('warn', 'row 7 has no price');
    await person.reads('1 log', 'warn row 7 has no price');
    reading.resolve({ rows: 9 });
    await read;
    const storing = Promise.withResolvers<void>();
    const store = run.step('store-rows', async step => {
      await step.span('INSERT products', () => storing.promise, { kind: 'database' });
    });
    await person.reads('waterfall · 4 spans', 'read-file', '▾ store-rows', 'INSERT products');
    person.presses('1');
    await person.reads('[1 Overview]', 'running store-rows');
    person.presses('2');
    await person.reads('[2 Metadata]', 'Status ● Running');

    storing.resolve();
    await store;
    run.succeed({ imported: 8 });
    await person.reads('import-catalog ✔ Success import-1', 'Status ✔ Success', 'Finished');
    person.presses('1');
    await person.reads('[1 Overview]', 'imported: 8');
    person.presses('3');
    await person.reads(
      'waterfall · 4 spans · 1 log',
      '▾ store-rows',
      'INSERT products',
      'warn row 7 has no price',
      / \d\/5$/mu,
    );

    person.presses('q');
    await person.reads(/[▌▏] +✔ Success +import-catalog/u, 'q quit');
    await person.readsList(1);
    person.presses('↵', '1');
    await person.reads('import-catalog ✔ Success import-1', '[1 Overview]', 'imported: 8');
    person.presses('3');
    await person.reads('waterfall · 4 spans · 1 log', '▾ store-rows', 'INSERT products');
    person.presses('q');
    await person.reads('q quit');
    await person.leaves();
    expect(await stored('id:import-1')).toMatchObject([{ status: 'success' }]);
  },
);

journey(
  'a run of the demo that is opened as it comes in shows its trace three seconds later',
  async scene => {
    const { person } = scene;
    person.opens('demo', '--size', '20');
    await person.reads('live ●', 'following', /All (?:2[2-9]|3\d)/u);
    person.presses('↵', '1');
    const name = await person.notes(/([\w-]+) {2}[○●◇◐] [\w ]+ {2}run_/u);
    // A narrow head leaves out the run's id once it says what the run waits for.
    const head = `${name} {2}[○●◇◐✔✖] .*?`;
    const age = Number(await person.notes(new RegExp(`${head}(?:now|(\\d+)s ago)`, 'u')));
    await person.reads('[1 Overview]', new RegExp(`${head} (?:${secondsFrom(age + 3)})s ago`, 'u'));
    person.presses('3');
    await person.reads(/\[3 Trace\] {3}waterfall · [1-9]\d* spans?/u, new RegExp(`[▾▸▹] ${name} .*\\d`, 'u'));
  },
);

/** Some of them, since a busy machine does not show each. */
function secondsFrom(first: number): string {
  return Array.from({ length: 30 }, (_, at) => first + at).join('|');
}
