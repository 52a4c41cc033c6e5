import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeystrokeStore } from '../../../src/engines/keystroke/open-keystroke-store.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';

const standIn = join(import.meta.dirname, './stand-in/keystroke.sh');

describeReadableStore('the Keystroke command line (a stand-in)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-keystroke-'));
  const state = join(folder, 'state');
  const target = { name: 'keystroke', kind: 'keystroke', location: 'keystroke:', reason: 'argument' };
  const env = { ...process.env, STANDIN_STATE: state };
  return {
    open: async ({ scanRows } = {}) =>
      openKeystrokeStore({
        file: standIn,
        cwd: folder,
        env,
        target,
        ...(scanRows === undefined ? {} : { scanBudget: { ms: 10_000, rows: scanRows } }),
      }),
    // What a canceled run leaves is all that the stand-in writes.
    fingerprint: async () => (existsSync(state) ? readFileSync(state, 'utf8') : ''),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
