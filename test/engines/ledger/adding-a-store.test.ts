import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../../..');

it('is copied by the script in docs/adding-a-store.md, with imports that resolve', () => {
  const folder = mkdtempSync(join(tmpdir(), 'adding-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(root, 'test/engines/ledger'), join(folder, 'test/engines/ledger'), { recursive: true });
  mkdirSync(join(folder, 'src/engines'), { recursive: true });
  const page = readFileSync(join(root, 'docs/adding-a-store.md'), 'utf8');
  const script = /```sh\n(.*?)```/s.exec(page)?.[1] ?? '';
  execFileSync('bash', ['-e', '-c', script], { cwd: folder });

  const files = globSync('{src,test}/engines/acme/*.ts', { cwd: folder });
  expect(files.sort()).toEqual([
    'src/engines/acme/acme-engine.ts',
    'src/engines/acme/open-acme-store.ts',
    'src/engines/acme/to-entry.ts',
    'test/engines/acme/acme-store.test.ts',
    'test/engines/acme/contract.test.ts',
  ]);
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).not.toMatch(/ledger/i);
    const imports = [...text.matchAll(/(?:from |import\()'(\.[^']*)'/g)].map(([, path = '']) =>
      join(dirname(file), path),
    );
    expect(imports.length).toBeGreaterThan(0);
    const astray = imports.filter(path => !existsSync(join(folder, path)) && !existsSync(join(root, path)));
    expect(astray, file).toEqual([]);
  }
});
