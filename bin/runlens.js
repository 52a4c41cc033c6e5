#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`runlens needs Node 22.19 or newer; this is ${process.version}\n`);
  process.exit(1);
}
if (process.argv[2] !== '--check-node') {
  const { createRequire, enableCompileCache } = process.getBuiltinModule('node:module');
  const { cacheFolder, createLoader } = createRequire(import.meta.url)('./code-cache.cjs');
  const { join } = process.getBuiltinModule('node:path');
  const folder = cacheFolder();
  if (folder) enableCompileCache(folder);
  const { runProgram } = createLoader(folder)(join(import.meta.dirname, '..', 'dist', 'entry.cjs'));
  process.exitCode = await runProgram();
}
