import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openWorkflowStore } from '../../../src/engines/workflow-sdk/open-workflow-store.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import { resolveTarget } from '../../../src/targets/resolve-target.ts';

describe('canceling by the package of a project', () => {
  let project: string;
  const world = () => join(project, 'node_modules', '@workflow', 'world-local');
  const asked = () => join(project, 'asked');
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'runlens-cancel-'));
    mkdirSync(join(project, '.workflow-data', 'runs'), { recursive: true });
    mkdirSync(world(), { recursive: true });
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(project, { recursive: true });
  });

  /** The package writes what it was asked before it does `work`. */
  function install(work: string): void {
    writeFileSync(join(world(), 'package.json'), JSON.stringify({ type: 'module', main: 'index.js' }));
    const create = `events: { async create(id, event) {
      writeFileSync(${JSON.stringify(asked())}, JSON.stringify({ id, event, env: process.env }));
      ${work}
    } }`;
    const runs = "runs: { get: async () => ({ status: 'running', specVersion: 3 }) }";
    const text = `import { writeFileSync } from 'node:fs';
      export const createLocalWorld = ({ dataDir }) => ({ ${runs}, ${create} });`;
    writeFileSync(join(world(), 'index.js'), text);
  }

  function writeRun(id: string): string {
    const folder = join(project, '.workflow-data');
    writeFileSync(join(folder, 'runs', `${id}.json`), JSON.stringify({ runId: id, status: 'running' }));
    return folder;
  }

  async function cancel(id: string) {
    const folder = writeRun(id);
    const target = { name: 't', kind: 'workflow-sdk', location: folder, reason: 'test' };
    const store = await openWorkflowStore({ folder, target });
    try {
      return await store.cancelRun(id);
    } finally {
      await store.close();
    }
  }

  it('names the run, and takes the outcome from its file', async () => {
    install('');
    expect(await cancel('wrun_1')).toEqual({ type: 'requested' });
    const told = JSON.parse(readFileSync(asked(), 'utf8'));
    expect([told.id, told.event]).toEqual(['wrun_1', { eventType: 'run_cancelled', specVersion: 3 }]);
    const folder = JSON.stringify(join(project, '.workflow-data', 'runs', 'wrun_2.json'));
    install(`writeFileSync(${folder}, JSON.stringify({ runId: 'wrun_2', status: 'cancelled' }));`);
    expect(await cancel('wrun_2')).toEqual({ type: 'canceled' });
  });

  it('gives the package no secret of any engine, and the rest of the environment', async () => {
    vi.stubEnv('RESTATE_AUTH_TOKEN', 'a-secret');
    vi.stubEnv('RUNLENS_TOKEN', 'a-secret');
    vi.stubEnv('OF_THE_PROJECT', 'set');
    install('');
    const userConfigPath = async () => join(project, 'config.yaml');
    const context = { cwd: project, home: project, env: process.env, userConfigPath };
    const store = await openStore(await resolveTarget(writeRun('wrun_1'), context));
    await store.cancelRun('wrun_1').finally(store.close);
    const told = readFileSync(asked(), 'utf8');
    expect(JSON.parse(told).env.OF_THE_PROJECT).toBe('set');
    expect(told).not.toContain('a-secret');
  });

  it('shows why the package failed', async () => {
    install("throw new Error('no such world');");
    expect(await cancel('wrun_1')).toEqual({ type: 'refused', reason: 'no such world' });
  });

  it('says that there is no package', async () => {
    expect(await cancel('wrun_1')).toMatchObject({
      type: 'refused',
      reason: `no @workflow/world-local is installed in ${project}`,
    });
  });
});
