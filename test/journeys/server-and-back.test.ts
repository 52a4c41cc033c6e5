import { expect } from 'vitest';
import { startLineProcess } from '../program/line-process.ts';
import { builtProgram, homeOf, type Workplace } from '../program/workplace.ts';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import { journey } from './journey.ts';
import { failuresBefore } from './shop.ts';

journey('a server that goes away leaves its runs on the screen, and is back with the news', async scene => {
  const { person, location, openShop, place, stored, atEnd } = scene;
  const first = await serve({ location, place, port: '0' });
  atEnd(first.kill);
  const { url, port } = first;
  const shop = await openShop({ url, spoolFolder: place.path('spool') });
  const run = shop.recorder.start({
    workflow: 'import-catalog',
    id: 'import-1',
    input: { file: 'spring.csv' },
  });
  await shop.recorder.flush();
  person.opens(url);
  await person.reads('live ●', `Failed ${failuresBefore}`, 'Running 1');
  person.presses('/');
  person.types('workflow:import*');
  person.presses('↵');
  await person.readsList(1);
  person.presses('↵');
  await person.reads('import-catalog ● Running import-1', 'file: "spring.csv"');

  await first.kill();
  await person.reads(/stale \d+s ✖/u, 'import-catalog ● Running import-1', 'file: "spring.csv"');
  run.log('info', 'the last row was read');
  run.succeed({ imported: 8 });
  const paying = shop.pay('4000 0013');
  person.presses('2');
  await person.reads('[2 Metadata]', 'Run ID import-1', /stale \d+s ✖/u);

  const second = await serve({ location, place, port });
  atEnd(second.kill);
  await person.reads('live ●', 'import-catalog ✔ Success import-1', 'Status ✔ Success');
  person.presses('1');
  await person.reads('[1 Overview]', 'imported: 8');
  person.presses('3');
  await person.reads('1 log', 'info the last row was read');
  person.presses('q');
  await person.reads(`Failed ${failuresBefore + 1}`, 'Running 0', 'q quit');
  await person.readsList(1);
  await person.leaves();
  expect(await stored('id:import-1')).toMatchObject([{ status: 'success' }]);
  expect(await stored(`id:${await paying}`)).toMatchObject([{ status: 'failed' }]);
});

type Served = { readonly location: string; readonly place: Workplace; readonly port: string };
type Server = { readonly url: string; readonly port: string; readonly kill: () => Promise<void> };

async function serve({ location, place, port }: Served): Promise<Server> {
  const process = startLineProcess([builtProgram, 'serve', '--store', location, '--port', port], {
    cwd: place.folder,
    env: isolatedEnvironment(homeOf(place.path('server'))),
  });
  const { match } = await process.said(/ at (http:\/\/127\.0\.0\.1:(\d+))$/u);
  const [, url = '', bound = ''] = match;
  return { url, port: bound, kill: process.kill };
}
