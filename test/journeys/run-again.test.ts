import { chmodSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { journey } from './journey.ts';

journey(
  'a failed run is run again once its cause is mended',
  async ({ person, location, openShop, stored }) => {
    const shop = await openShop();
    const failed = await shop.signUp({ email: 'late@mail.example', plan: 'scale' });
    person.opens(location);
    await person.reads('live ●', /▌ {2}✔.*heartbeat/u);
    person.presses('e', '↵');
    await person.reads(`signup-pipeline ✖ Failed ${failed}`);
    shop.mendMail();

    person.presses('a');
    await person.reads(
      'Run signup-pipeline again?',
      `run ${failed}`,
      'status Failed',
      '{"email":"late@mail.example","plan":"scale"}',
      '[ No ]',
    );
    person.presses('s');
    await person.reads('does not repeat runs from a step');
    person.presses('↵');
    await person.readsNoMore('Run signup-pipeline again?');
    expect(await stored(`retryOf:${failed}`)).toEqual([]);

    person.presses('a');
    await person.reads('Run signup-pipeline again?');
    person.presses('y');
    await person.reads(
      /signup-pipeline {2}✔ Success {2}run_/u,
      `retry of ${failed}`,
      'welcomed: "late@mail.example"',
      'plan: "scale"',
    );
    expect(await stored(`retryOf:${failed}`)).toMatchObject([{ status: 'success', retryOf: failed }]);
    person.presses('q');
    await person.reads(`signup-pipeline ✖ Failed ${failed}`);
    person.presses('q');
    await person.reads('q quit');
    await person.leaves();
  },
);

journey(
  'a run is run again with an input that was edited, and not once no program offers its workflow',
  async ({ person, location, openShop, stored, place }) => {
    const shop = await openShop();
    const failed = await shop.signUp({ email: 'late@mail.example', plan: 'scale' });
    const editor = place.path('editor.sh');
    writeFileSync(editor, '#!/bin/sh\nsed -i s/scale/team/ "$1"\n');
    chmodSync(editor, 0o755);
    person.sets('EDITOR', editor);
    person.opens(location);
    await person.reads('live ●', /▌ {2}✔.*heartbeat/u);
    person.presses('e', '↵');
    await person.reads(`signup-pipeline ✖ Failed ${failed}`, 'plan: "scale"');

    person.presses('A');
    await person.reads('Run signup-pipeline again?', '{"email":"late@mail.example","plan":"team"}');
    person.presses('y');
    await person.reads(/signup-pipeline {2}✔ Success {2}run_/u, `retry of ${failed}`, 'plan: "team"');
    expect(await stored(`retryOf:${failed} input.plan:team`)).toMatchObject([{ status: 'success' }]);

    await shop.close();
    person.presses('a');
    await person.reads('Run signup-pipeline again?', 'no running program offers');
    person.presses('y');
    await person.reads('no running program offers');
    person.presses('Esc');
    await person.readsNoMore('Run signup-pipeline again?');
    person.presses('q');
    await person.reads(`signup-pipeline ✖ Failed ${failed}`);
    person.presses('q');
    await person.reads('q quit');
    await person.leaves();
    expect(await stored('workflow:signup-pipeline retryOf:*')).toHaveLength(1);
  },
);
