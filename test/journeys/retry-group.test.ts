import { expect } from 'vitest';
import { journey } from './journey.ts';
import { history } from './shop.ts';

journey(
  'all runs of one cause are run again, and followed to their ends',
  async ({ person, location, openShop, stored }) => {
    const shop = await openShop();
    await shop.signUp({ email: 'late@mail.example', plan: 'scale' });
    const lost = history.lostMails + 1;
    person.opens(location);
    await person.reads('live ●');
    person.presses('!');
    await person.reads('1–2 of 2 groups', new RegExp(`▌ +new +${lost} .*signup-pip`, 'u'));
    shop.mendMail();
    person.presses('a');
    await person.reads(
      `Run ${lost} runs again? ${lost} failed`,
      'mail provider did not answer in <duration>',
      '[ No ]',
    );
    person.presses('y');
    await person.reads(`${lost} started · ${lost} succeeded`);
    person.presses('=');
    await person.readsList(lost);
    await person.reads('/ id:');
    person.presses('Esc');
    await person.readsNoMore('/ id:');
    await person.leaves();
    const retries = await stored('retryOf:*');
    expect(retries.map(run => run.status)).toEqual(Array(lost).fill('success'));
    expect(new Set(retries.map(run => run.retryOf)).size).toBe(lost);
  },
);
