// The program in one file. Node loads libraries, threads and modules from the disk alone, so the first start
// unpacks them into a folder of the user, and each start compares them with what the file holds.
'use strict';
const fs = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, isAbsolute, join } = require('node:path');
const { getAsset, getRawAsset } = require('node:sea');

/** What is unpacked: the name of its folder, and the paths and sizes of its files, one after the other. */
const { name, files } = JSON.parse(getAsset('list', 'utf8'));
const contents = Buffer.from(getRawAsset('files'));
const readInto = Buffer.allocUnsafeSlow(Math.max(...files.map(([, size]) => size)) + 1);

/** Where the folder may be: in the user's cache, else in the folder for temporary files. */
function places() {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const { homedir, tmpdir } = require('node:os');
  const cache = [XDG_CACHE_HOME, LOCALAPPDATA].find(path => path && isAbsolute(path));
  const homeCache = () => join(homedir(), '.cache');
  return [
    () => join(cache ?? homeCache(), 'runlens'),
    () => join(tmpdir(), `runlens-${process.getuid?.() ?? 'program'}`),
  ];
}

/** Throws unless the folder is this user's and others may do nothing of what `forbidden` holds. */
function requirePrivate(path, forbidden) {
  const found = fs.lstatSync(path);
  if (!found.isDirectory()) throw new Error(`${path} is not a folder`);
  if (process.getuid === undefined) return;
  if (found.uid !== process.getuid()) throw new Error(`${path} belongs to another user`);
  if (found.mode & forbidden) throw new Error(`${path} is open to other users`);
}

function makeFolder(path) {
  try {
    fs.mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (error.code === 'EEXIST') return;
    if (error.code !== 'ENOENT' || fs.existsSync(dirname(path))) throw error;
    makeFolder(dirname(path));
    makeFolder(path);
  }
}

function isThere(path) {
  return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Whether the folder holds every file as this one does. */
function isWhole(folder) {
  let at = 0;
  return files.every(([path, size]) => {
    at += size;
    return isSame(join(folder, path), contents.subarray(at - size, at));
  });
}

function isSame(path, expected) {
  let file;
  try {
    file = fs.openSync(path);
    const size = fs.readSync(file, readInto, 0, expected.length + 1, 0);
    return size === expected.length && readInto.subarray(0, size).equals(expected);
  } catch {
    return false;
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}

/** Puts a whole folder in place at once: other starts see it or see none. */
function unpack(place, folder) {
  const next = fs.mkdtempSync(join(place, 'unpacking-'));
  const damaged = `${next}-damaged`;
  try {
    let at = 0;
    for (const [path, size] of files) {
      fs.mkdirSync(dirname(join(next, path)), { recursive: true, mode: 0o700 });
      fs.writeFileSync(join(next, path), contents.subarray(at, at + size), { mode: 0o600, flag: 'wx' });
      at += size;
    }
    if (isThere(folder)) fs.renameSync(folder, damaged);
    fs.renameSync(next, folder);
  } catch (error) {
    // Another start may have been quicker.
    if (!isThere(folder) || !isWhole(folder)) throw error;
  } finally {
    for (const path of [next, damaged]) fs.rmSync(path, { recursive: true, force: true });
  }
}

function programIn(place) {
  makeFolder(place);
  requirePrivate(place, 0o022);
  const folder = join(place, name);
  if (isThere(folder)) requirePrivate(folder, 0o077);
  if (!isWhole(folder)) unpack(place, folder);
  if (!isWhole(folder)) throw new Error(`${folder} could not be written`);
  return folder;
}

function findProgram() {
  const reasons = [];
  for (const place of places()) {
    try {
      return programIn(place());
    } catch (error) {
      reasons.push(error.message);
    }
  }
  process.stderr.write(`runlens: nowhere to unpack: ${reasons.join('; ')}\n`);
  process.stderr.write('  set XDG_CACHE_HOME to a folder of your own that can be written to\n');
  return process.exit(1);
}

const path = join(findProgram(), 'bin', 'runlens.js');
process.argv[1] = path;
// A process that this program starts of itself has the path once more: see `forkSelf`.
if (process.argv[2] === path) process.argv.splice(2, 1);
createRequire(path)(path).start(process.argv.slice(2));
