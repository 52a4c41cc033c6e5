import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';

/** A folder with these files, removed when the test ends. */
export function createFolder(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-otlp-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  }
  return { folder, path };
}

/** A store, closed when the test ends. */
export async function openStoreAt(place: string): Promise<RunStore> {
  const target = { name: 'otlp', kind: 'otlp', location: place, reason: 'argument' };
  const store = await openOtlpStore({ place, target, pollMs: 20 });
  onTestFinished(() => store.close());
  return store;
}

export async function openText(...lines: readonly string[]): Promise<RunStore> {
  return openStoreAt(createFolder({ 'traces.jsonl': lines.join('') }).path('traces.jsonl'));
}
