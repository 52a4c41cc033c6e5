import { expect } from 'vitest';
import { journey } from './journey.ts';

journey(
  'a run is canceled only after a yes, and shown as canceled once its program has ended it',
  async ({ person, location, openShop, stored }) => {
    const { recorder } = await openShop();
    const run = recorder.start({ workflow: 'resize-images', id: 'resize-1', input: { images: 9_000 } });
    await recorder.flush();
    const aborted = new Promise(resolve => run.signal.addEventListener('abort', resolve));
    person.opens(location, '--filter', 'workflow:resize*');
    await person.reads(/▌ +● Running +resize-images/u);
    await person.readsList(1);

    person.presses('x');
    await person.reads('Cancel resize-images?', 'run resize-1', 'status Running', '[ No ]');
    person.presses('↵');
    await person.readsNoMore('Cancel resize-images?');
    expect(await stored('id:resize-1')).toMatchObject([{ status: 'running' }]);
    expect(run.signal.aborted).toBe(false);

    person.presses('x');
    await person.reads('Cancel resize-images?');
    person.presses('y');
    await aborted;
    await person.reads(/▌ .*Canceling/u);
    run.fail(run.signal.reason);
    await person.reads(/⊘ Canceled +resize-images/u);
    expect(await stored('id:resize-1')).toMatchObject([{ status: 'canceled' }]);
    person.presses('x');
    await person.reads('resize-images has already ended');
    await person.leaves();
  },
);

journey(
  'a run that ends while the question is asked is not said to be canceled',
  async ({ person, location, openShop, stored }) => {
    const { recorder } = await openShop();
    const run = recorder.start({ workflow: 'resize-images', id: 'resize-1' });
    person.opens(location, '--filter', 'workflow:resize*');
    await person.reads(/▌ +● Running +resize-images/u);
    person.presses('x');
    await person.reads('Cancel resize-images?', 'status Running');
    run.succeed();
    await person.reads('Running 0', 'status Success');
    person.presses('y');
    await person.reads(/already (?:ended|finished): Success/u);
    expect(await stored('id:resize-1')).toMatchObject([{ status: 'success' }]);
    await person.leaves();
  },
);
