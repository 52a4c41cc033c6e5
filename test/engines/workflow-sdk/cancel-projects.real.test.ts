import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { type Host, openDataFolder, startHost } from './start-host.ts';
import { waitForStatus } from './wait-for-status.ts';

const installed = join(import.meta.dirname, 'host', 'node_modules');

describe('canceling a run of the Workflow SDK with what the project has', () => {
  let host: Host;
  let store: RunStore;
  const made: string[] = [];
  beforeAll(async () => {
    host = await startHost();
    store = await host.open();
  });
  afterAll(async () => {
    await store?.close();
    await host?.remove();
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  });

  /** A project with the data of the running engine. */
  function createProject(name: string): string {
    const root = mkdtempSync(join(tmpdir(), 'runlens-project-'));
    made.push(root);
    const project = join(root, name);
    mkdirSync(join(project, 'node_modules'), { recursive: true });
    symlinkSync(host.dataFolder, join(project, '.workflow-data'));
    return project;
  }

  async function cancelIn(project: string): Promise<void> {
    const id = await host.start('nap', '1h');
    await waitForStatus(store, id, 'sleeping');
    const opened = await openDataFolder(join(project, '.workflow-data'));
    expect(await opened.cancelRun(id)).toEqual({ type: 'canceled' });
    expect(await store.getRun(id)).toMatchObject({ status: 'canceled' });
    await opened.close();
  }

  it('works where the way to the project has blanks, quotes and other letters', async () => {
    const project = createProject('mein "größtes" Projekt, 日本 #1 %20');
    rmSync(join(project, 'node_modules'), { recursive: true });
    symlinkSync(installed, join(project, 'node_modules'));
    await cancelIn(project);
  });

  it('finds the package where only the packages that need it see it', async () => {
    const project = createProject('strict');
    const nested = join(project, 'node_modules', '.store');
    // As pnpm lays packages out: each sees what it needs beside itself, through links.
    const place = (name: string, needs: readonly string[]) => {
      const own = join(nested, name.replace('/', '+'), 'node_modules');
      mkdirSync(dirname(join(own, name)), { recursive: true });
      cpSync(realpathSync(join(installed, name)), join(own, name), { recursive: true });
      for (const need of needs) {
        mkdirSync(dirname(join(own, need)), { recursive: true });
        symlinkSync(join(nested, need.replace('/', '+'), 'node_modules', need), join(own, need));
      }
      return join(own, name);
    };
    const others = ['@workflow/errors', '@workflow/utils', '@workflow/world'];
    place('@workflow/world-local', []);
    place('@workflow/core', ['@workflow/world-local']);
    const workflow = place('workflow', ['@workflow/core']);
    symlinkSync(workflow, join(project, 'node_modules', 'workflow'));
    const worldFolder = join(nested, '@workflow+world-local', 'node_modules');
    for (const need of [...others, 'zod', 'ulid', 'undici', 'async-sema', '@vercel/queue'])
      linkInstalled(need, worldFolder);
    await cancelIn(project);
  });

  it('cancels once, however often it is asked at the same time', async () => {
    const id = await host.start('nap', '1h');
    await waitForStatus(store, id, 'sleeping');
    const answers = await Promise.all([store.cancelRun(id), store.cancelRun(id), store.cancelRun(id)]);
    for (const answer of answers) expect(answer).toEqual({ type: 'canceled' });
    expect(await store.cancelRun(id)).toEqual({ type: 'already-finished', status: 'canceled' });
    const spans = (await store.getTrace(id))?.spans ?? [];
    expect(spans.filter(span => span.kind === 'run')).toHaveLength(1);
    expect(spans.every(span => span.endAt !== undefined)).toBe(true);
  });

  it('cancels a run of which a step is executed while its engine is ended', async () => {
    const id = await host.start('slow', 60_000);
    await waitForStatus(store, id, 'running');
    const asked = store.cancelRun(id);
    await host.stop();
    expect(await asked).toEqual({ type: 'canceled' });
    expect(await store.getRun(id)).toMatchObject({ status: 'canceled' });
  });
});

function linkInstalled(name: string, into: string): void {
  const target = join(into, name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(realpathSync(join(installed, name)), target);
}
