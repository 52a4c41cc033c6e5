#!/usr/bin/env node
// Loads the program together with the code that earlier runs of the same command compiled. Node's own cache
// holds what is compiled when a file is loaded, and so none of the functions that a start then calls: they
// take a fifth of it. This is one CommonJS file, because a start waits a millisecond for each more.
'use strict';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`runlens needs Node 22.19 or newer; this is ${process.version}\n`);
  process.exit(1);
}
const { existsSync, mkdirSync, readFileSync, statSync } = require('node:fs');
const { dirname, isAbsolute, join } = require('node:path');
const { Script } = require('node:vm');

/** Each command has code of its own, which is named by these words at the beginning of its line. */
const commandWords = new Set(
  'act acts add agents cancel case completion demo diff explain failures get help history list listen mcp mute note prune report retry revoke run runs save serve sessions shared targets test token unmark use watch workflows'.split(
    ' ',
  ),
);

/** What opens no screen although no command is named, and the name of its code. */
const otherLines = new Map([
  ['--version', 'version'],
  ['-V', 'version'],
  ['--help', 'help'],
  ['-h', 'help'],
]);

/** The folder of the cache, which nobody else may write to; `undefined` where there can be none. */
function cacheFolder() {
  const { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, XDG_CACHE_HOME } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE) return undefined;
  try {
    const folder = NODE_COMPILE_CACHE ?? join(XDG_CACHE_HOME || join(homeFolder(), '.cache'), 'runlens');
    // One that is relative would be in a project, whose code is not ours.
    if (!isAbsolute(folder)) return undefined;
    makeFolder(folder);
    const { uid, mode } = statSync(folder);
    const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    return isOwn ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** As `src/files/folders.ts`, and for the same reason. */
function makeFolder(path) {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (error.code === 'EEXIST') return;
    if (error.code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeFolder(dirname(path));
    mkdirSync(path, { mode: 0o700 });
  }
}

/** What `homedir()` returns, without loading its part of Node where the environment says it. */
function homeFolder() {
  return (process.platform !== 'win32' && process.env.HOME) || require('node:os').homedir();
}

/**
 * Returns a `require` for the files of `dist/`. Each begins with a comment that holds the hash of the rest,
 * and is a function. What a run compiled is kept when it ends well, in the folder, if there is one.
 */
function createLoader(folder, argv) {
  const command = otherLines.get(argv[0]) || leadingWords(argv).join('-') || 'screen';
  const isHelp = command !== 'help' && (argv.includes('--help') || argv.includes('-h'));
  const load = path => {
    const source = readFileSync(path, 'latin1');
    const hash = source.slice(2, source.indexOf('\n'));
    const kept = folder && join(folder, `${hash}-${process.version}-${process.arch}-${command}`);
    const script = new Script(source, { filename: path, cachedData: kept && readTwice(kept) });
    // A run that only prints a command's help calls too little of the command's code.
    if (kept && script.cachedDataRejected !== false && !isHelp)
      require('./code-cache.cjs').keepAtExit(script, kept);
    return evaluate(script, path, load, folder);
  };
  return load;
}

/** What `require` returned before: many of the modules in a file require the same part of Node. */
const required = new Map();

function requireOnce(id) {
  const known = required.get(id);
  if (known !== undefined) return known;
  const found = require(id);
  required.set(id, found);
  return found;
}

function evaluate(script, path, load, folder) {
  const folderOfOurs = dirname(path);
  const requireOurs = id => (id.startsWith('./') ? load(join(folderOfOurs, id)) : requireOnce(id));
  const importOurs = id => {
    if (folder) require('node:module').enableCompileCache(folder);
    return import(require('node:url').pathToFileURL(join(folderOfOurs, id)).href);
  };
  const loaded = { exports: {} };
  const run = script.runInThisContext();
  run(loaded.exports, Object.assign(requireOurs, require), loaded, path, folderOfOurs, importOurs);
  return loaded.exports;
}

function leadingWords(argv) {
  const end = argv.findIndex(word => !commandWords.has(word));
  return end < 0 ? argv : argv.slice(0, end);
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

async function start(argv) {
  const isCommand = otherLines.has(argv[0]) || argv.some(word => commandWords.has(word));
  const file = isCommand ? 'commands.cjs' : 'first-screen.cjs';
  const { runProgram } = createLoader(cacheFolder(), argv)(join(__dirname, '..', 'dist', file));
  // If nothing is left to wait for, although the program has not ended.
  process.exitCode = 13;
  process.exitCode = await runProgram();
}

module.exports = { commandWords, start };

if (require.main === module && process.argv[2] !== '--check-node') start(process.argv.slice(2));
