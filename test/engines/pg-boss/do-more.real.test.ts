import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { createPerson } from '../../journeys/person.ts';
import { test } from '../../program/workplace.ts';
import { startPgBoss } from './start-pg-boss.ts';

test('somebody tries a failed job again in place, and resumes a canceled one', async ({ place }) => {
  const boss = await startPgBoss();
  try {
    const failed = await boss.send('alert', { kind: 'type-error' }, { retryLimit: 0 });
    await boss.reach(failed, 'failed');
    const idle = await boss.send('idle', { n: 1 });
    const person = createPerson({ columns: 200, rows: 50 }, options =>
      place.open({ cwd: place.folder, ...options }),
    );
    person.opens(`pg-boss:${boss.url}`);
    await person.reads(/▌ +○ Queued +idle/u);
    person.presses('D');
    await person.reads('nothing more can be done to idle: resume is for a canceled job');
    person.presses('x');
    await person.reads('Cancel idle?');
    person.presses('y');
    await person.reads(/⊘ Canceled +idle/u);
    person.presses('D', 'r');
    await person.reads('Resume: idle?', `run ${idle}`, 'It is queued once more as the same job');
    person.presses('y');
    await person.reads('idle: resume: it is now Queued', /▌ +○ Queued +idle/u);
    await boss.reach(idle, 'created');

    person.presses('j');
    await person.reads(/▌ +✖ Failed +alert/u, 'D do more');

    person.presses('D');
    await person.reads('Do more · alert', '1 retry in place');
    person.presses('↵');
    await person.reads(
      'Retry in place: alert?',
      `run ${failed}`,
      'status Failed',
      'It loses its error',
      '[ No ]',
    );
    person.presses('↵');
    await person.readsNoMore('Retry in place: alert?');
    const job = () => boss.query(`SELECT retry_count FROM ${boss.schema}.job WHERE id = $1`, failed);
    expect(await job()).toEqual([{ retry_count: 0 }]);
    expect(readdirSync(place.folder).filter(name => name.endsWith('.case.json'))).toEqual([]);

    person.presses('D', '↵');
    await person.reads('Retry in place: alert?');
    person.presses('y');
    await person.reads('alert: retry in place: it is now', 'it is saved in ./');
    const [saved = ''] = readdirSync(place.folder).filter(name => name.endsWith('.case.json'));
    expect(readFileSync(place.path(saved), 'utf8')).toContain('Cannot read properties of undefined');
    await expect.poll(job).toEqual([{ retry_count: 1 }]);

    await person.leaves();

    const named = ['--target', `pg-boss:${boss.url}`, '--json'];
    const act = async (...words: readonly string[]) => {
      const { exitCode, stdout } = await place.run('workflows', 'runs', 'act', ...words, ...named);
      return [exitCode, JSON.parse(stdout).data[0]];
    };
    const refused = { result: 'refused', reason: 'resume is for a canceled job, and idle is queued' };
    expect(await act('resume', idle)).toMatchObject([1, refused]);
    await place.run('workflows', 'runs', 'cancel', idle, ...named);
    expect(await act('resume', idle)).toMatchObject([0, { result: 'done', status: 'queued' }]);

    person.opens(`pg-boss:${boss.url}`, '--read-only');
    await person.reads('read-only · live', /○ Queued +idle/u);
    person.presses('x');
    await person.reads('was opened read-only');
    await person.leaves();
  } finally {
    await boss.stop();
  }
});
