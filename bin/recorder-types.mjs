#!/usr/bin/env node
// Writes the declarations of `runlens/recorder` to `dist/types/`: its own file, and those that this imports.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const compiled = mkdtempSync('dist.types-');
const written = new Set();

function copyDeclarations(path) {
  if (written.has(path)) return;
  written.add(path);
  const text = readFileSync(join(compiled, path), 'utf8').replace(
    /(?<=\bfrom ')(\.{1,2}\/[^']+)\.tsx?(?=')/g,
    (_, module) => {
      copyDeclarations(join(dirname(path), `${module}.d.ts`));
      return `${module}.js`;
    },
  );
  const target = join('dist', 'types', path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

try {
  execFileSync('tsc', ['-p', 'src/tsconfig.json', '--outDir', compiled], { stdio: 'inherit' });
  copyDeclarations('recorder/recorder.d.ts');
} finally {
  rmSync(compiled, { recursive: true });
}
