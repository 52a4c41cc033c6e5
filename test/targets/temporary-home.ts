import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { TargetContext } from '../../src/targets/target.ts';

/** A temporary home with the given files in it; the current folder is `project` in it by default. */
export function createHome(
  files: Readonly<Record<string, string>> = {},
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): TargetContext & { readonly path: (...parts: readonly string[]) => string } {
  const home = mkdtempSync(join(tmpdir(), 'runlens-targets-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const cwd = join(home, options.cwd ?? 'project');
  mkdirSync(cwd, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return {
    cwd,
    home,
    env: options.env ?? {},
    userConfigPath: async () => join(home, 'config', 'config.yaml'),
    path: (...parts) => join(home, ...parts),
  };
}
