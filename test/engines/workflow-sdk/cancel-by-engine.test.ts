import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openWorkflowStore } from '../../../src/engines/workflow-sdk/open-workflow-store.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import { resolveTarget } from '../../../src/targets/resolve-target.ts';

describe.skipIf(process.platform === 'win32')('canceling by the workflow command of a project', () => {
  let project: string;
  const command = () => join(project, 'node_modules', '.bin', 'workflow');
  const asked = () => join(project, 'asked');
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'runlens-cancel-'));
    mkdirSync(join(project, '.workflow-data', 'runs'), { recursive: true });
    mkdirSync(join(project, 'node_modules', '.bin'), { recursive: true });
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(project, { recursive: true });
  });

  async function cancel(id: string, script: string) {
    writeFileSync(command(), `#!/bin/sh\necho "$@" > "${asked()}"\n${script}\n`, { mode: 0o755 });
    const folder = join(project, '.workflow-data');
    writeFileSync(join(folder, 'runs', `${id}.json`), JSON.stringify({ runId: id, status: 'running' }));
    const target = { name: 't', kind: 'workflow-sdk', location: folder, reason: 'test' };
    const store = await openWorkflowStore({ folder, target });
    try {
      return await store.cancelRun(id);
    } finally {
      await store.close();
    }
  }

  it('names the run, and takes the outcome from its file', async () => {
    expect(await cancel('wrun_1', 'exit 0')).toEqual({ type: 'requested' });
    expect(readFileSync(asked(), 'utf8')).toBe('cancel wrun_1 --backend local\n');
  });

  it('gives the command no secret of any engine, and the rest of the environment', async () => {
    vi.stubEnv('RESTATE_AUTH_TOKEN', 'a-secret');
    vi.stubEnv('RUNLENS_TOKEN', 'a-secret');
    vi.stubEnv('OF_THE_PROJECT', 'set');
    const seen = join(project, 'seen');
    writeFileSync(command(), `#!/bin/sh\nenv > "${seen}"\n`, { mode: 0o755 });
    const folder = join(project, '.workflow-data');
    const run = { runId: 'wrun_1', status: 'running' };
    writeFileSync(join(folder, 'runs', 'wrun_1.json'), JSON.stringify(run));
    const userConfigPath = async () => join(project, 'config.yaml');
    const context = { cwd: project, home: project, env: process.env, userConfigPath };
    const store = await openStore(await resolveTarget(folder, context));
    await store.cancelRun('wrun_1').finally(store.close);
    const env = readFileSync(seen, 'utf8');
    expect(env).toContain('OF_THE_PROJECT=set');
    expect(env).not.toContain('a-secret');
  });

  it('shows why the command failed, also when it gives no reason', async () => {
    const said = 'echo "warning" >&2; echo "Error: no such world" >&2; exit 1';
    expect(await cancel('wrun_1', said)).toEqual({ type: 'refused', reason: 'Error: no such world' });
    const reason = "the engine's program ended with code 1";
    expect(await cancel('wrun_1', 'exit 1')).toEqual({ type: 'refused', reason });
  });

  it('passes the command no id that it would take for an option, such as one for every run', async () => {
    expect(await cancel('--status=running', 'exit 0')).toMatchObject({ type: 'refused' });
    expect(existsSync(asked())).toBe(false);
  });
});
