import { expect } from 'vitest';
import { journey } from './journey.ts';
import { failuresBefore, history } from './shop.ts';

journey(
  'a filter narrows to the failures in question, and is kept as a view',
  async ({ person, location, openShop, stored }) => {
    const shop = await openShop();
    person.opens(location);
    await person.reads('live ●', '[All');
    person.presses('2');
    await person.reads(`[Failed ${failuresBefore}]`);
    await person.readsList(failuresBefore);

    person.presses('/');
    person.types('plan:');
    await person.reads('unknown field "plan"');
    await person.readsList(failuresBefore);
    person.presses('^u');
    person.types('input.plan:scale');
    person.presses('↵');
    await person.reads('/ input.plan:scale', 'Esc clear');
    await person.readsList(history.lostMails);

    await shop.signUp({ email: 'late@mail.example', plan: 'scale' });
    await shop.pay('4000 0013');
    await shop.signUp({ email: 'fine@mail.example', plan: 'free' });
    await person.reads(`[Failed ${failuresBefore + 2}]`);
    await person.readsList(history.lostMails + 1);

    person.presses('v', 's');
    await person.reads('Save');
    person.types('lost mails');
    person.presses('↵');
    await person.reads(`[5 lost mails ${history.lostMails + 1}]`);
    await person.readsList(history.lostMails + 1);
    person.presses('1');
    await person.reads('[All', 'heartbeat');
    await person.leaves();

    person.opens(location);
    await person.reads('[All', `lost mails ${history.lostMails + 1}`);
    await shop.signUp({ email: 'later@mail.example', plan: 'scale' });
    person.presses('5');
    await person.reads(`[5 lost mails ${history.lostMails + 2}]`);
    await person.readsList(history.lostMails + 2);
    await person.leaves();
    expect(await stored('status:failed input.plan:scale')).toHaveLength(history.lostMails + 2);
  },
);
