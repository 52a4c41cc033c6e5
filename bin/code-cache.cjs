// Keeps what a run of a command compiled for the next: `runlens.js` takes it from there.
const { readdirSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

/** Builds and commands of which the code is kept. */
const maxFiles = 60;

/** A run that fails calls too little. */
function keepAtExit(script, path) {
  process.once('exit', code => {
    if (code !== 0) return;
    try {
      writeTwice(path, script.createCachedData());
      removeOldest(dirname(path));
    } catch {
      // The next run compiles again.
    }
  });
}

function writeTwice(path, data) {
  const next = `${path}.${process.pid}`;
  try {
    writeFileSync(next, Buffer.concat([data, data]), { mode: 0o600, flag: 'wx' });
    renameSync(next, path);
  } finally {
    rmSync(next, { force: true });
  }
}

/** Only files of this cache, whose folder may be shared with Node's. */
function removeOldest(folder) {
  const files = readdirSync(folder)
    .filter(name => /^[0-9a-f]{16}-v\d/.test(name))
    .map(name => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of files.slice(maxFiles)) rmSync(path, { force: true });
}

module.exports = { keepAtExit };
