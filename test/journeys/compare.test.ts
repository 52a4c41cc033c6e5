import { expect } from 'vitest';
import { journey } from './journey.ts';

journey('a failed run is compared with the last one that worked', async ({ person, location, openShop }) => {
  const shop = await openShop();
  const worked = await shop.signUp({ email: 'fine@mail.example', plan: 'team' });
  const failed = await shop.signUp({ email: 'late@mail.example', plan: 'scale' });
  person.opens(location);
  await person.reads('live ●', /▌ {2}✔.*heartbeat/u);
  person.presses('e', '↵');
  await person.reads(`signup-pipeline ✖ Failed ${failed}`);

  person.presses('d');
  await person.reads(
    `a signup-pipeline ✖ Failed ${failed}`,
    bRow(worked),
    '(last success before it)',
    'input.plan is "scale": 9 of 9 failed have it, 0 of 21 successes',
    /▌.*input\.plan +"team" .*"scale"/u,
    /status +✔ Success +21 of 21 +✖ /u,
    /first divergence · 1 of \d+ differences/u,
  );
  person.presses('n');
  await person.reads(/» .*input\.plan/u, /▌.*plan +"team"/u);
  person.presses('n', 'n');
  await person.reads(/▌.*attempts +1 +21 of 21 +3/u, /send-email took 3 attempts.* 4 of \d+/u);
  person.presses('y');
  await person.reads(/sent .*difference.* via OSC 52/u);
  expect(person.clipboard()).toContain('send-email took 3 attempts, was 1 in 21 of 21 successes');

  await shop.signUp({ email: 'later@mail.example', plan: 'free' });
  person.presses('d');
  await person.reads(`a signup-pipeline ✔ Success ${worked}`, `b signup-pipeline ✖ Failed ${failed}`);
  person.presses('d');
  await person.reads(`a signup-pipeline ✖ Failed ${failed}`, bRow(worked));
  person.presses('Y');
  await person.reads(/sent the comparison, .* via OSC 52/u);
  expect(person.clipboard()).toContain(failed);
  expect(person.clipboard()).toContain(worked);

  person.presses('n');
  await person.reads(/▌.*plan +"team"/u);
  person.presses('3');
  await person.reads(`signup-pipeline ✖ Failed ${failed}`, '[3 Trace]', /▌ .*POST mail\.example\/send ✖/u);
  person.presses('q');
  await person.reads(bRow(worked));
  person.presses('q');
  await person.reads(`signup-pipeline ✖ Failed ${failed}`, '[1 Overview]');
  person.presses('q');
  await person.reads('q quit');
  await person.leaves();
});

/** In 80 columns the line has room for the id only where the run took a millisecond or more. */
function bRow(id: string): RegExp {
  return new RegExp(`b +signup-pipeline +✔ Success +(?:${id} |\\d+[sm] ago)`, 'u');
}
