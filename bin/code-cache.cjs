// Loads a file of `dist/` together with the code that earlier runs of the same command compiled. Node's own
// cache holds what is compiled when a file is loaded, and so none of the functions that a start then calls:
// they take a fifth of it.
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } =
  process.getBuiltinModule('node:fs');
const { homedir } = process.getBuiltinModule('node:os');
const { dirname, isAbsolute, join } = process.getBuiltinModule('node:path');
const { Script } = process.getBuiltinModule('node:vm');
const { createRequire } = process.getBuiltinModule('node:module');
const { pathToFileURL } = process.getBuiltinModule('node:url');

/** Each command has code of its own, which is named by these words at the beginning of its line. */
const commandWords = new Set(
  'add agents cancel completion demo get history list prune revoke run runs serve sessions targets test token use workflows'.split(
    ' ',
  ),
);

/** Builds and commands of which the code is kept. */
const maxFiles = 60;

/** The folder of the cache, which nobody else may write to; `undefined` where there can be none. */
function cacheFolder() {
  const { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, XDG_CACHE_HOME } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE) return undefined;
  try {
    const folder = NODE_COMPILE_CACHE ?? join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'runlens');
    // One that is relative would be in a project, whose code is not ours.
    if (!isAbsolute(folder)) return undefined;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    return isOwn ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Node would print a warning at an `import()` of such a script: the build writes `importModule()` instead. */
const parameters = 'exports,require,module,__filename,__dirname,importModule';

/**
 * Returns a `require` for the files of `dist/`. Their first line is a comment with the hash of the rest. What a
 * run compiled is kept when it ends well, in the folder, if there is one.
 */
function createLoader(folder, argv = process.argv.slice(2)) {
  const command = leadingWords(argv).join('-') || 'screen';
  const load = path => {
    const source = readFileSync(path, 'utf8');
    const [, hash = ''] = /^\/\/(\w+)\n/.exec(source) ?? [];
    const kept = folder && join(folder, `${hash}-${process.version}-${process.arch}-${command}`);
    const script = new Script(`(function(${parameters}){${source}\n})`, {
      filename: path,
      cachedData: kept && readTwice(kept),
    });
    if (kept && script.cachedDataRejected !== false) keepAtExit(script, kept, argv);
    return evaluate(script, path, load);
  };
  return load;
}

function evaluate(script, path, load) {
  const require = createRequire(path);
  const requireOurs = id => (/^\.\/.*\.cjs$/.test(id) ? load(join(dirname(path), id)) : require(id));
  const importOurs = id => import(pathToFileURL(join(dirname(path), id)).href);
  const module = { exports: {} };
  const run = script.runInThisContext();
  run(module.exports, Object.assign(requireOurs, require), module, path, dirname(path), importOurs);
  return module.exports;
}

function leadingWords(argv) {
  const end = argv.findIndex(word => !commandWords.has(word));
  return end < 0 ? argv : argv.slice(0, end);
}

/** A run that only prints help, or that fails, calls too little. */
function keepAtExit(script, path, argv) {
  if (argv.includes('--help') || argv.includes('-h')) return;
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

/** A checksum would need a part of Node that takes longer to load than the code. */
function readTwice(path) {
  try {
    const bytes = readFileSync(path);
    const data = bytes.subarray(0, bytes.length / 2);
    return data.equals(bytes.subarray(bytes.length / 2)) ? data : undefined;
  } catch {
    return undefined;
  }
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

module.exports = { cacheFolder, commandWords, createLoader };
