import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import { errorCode } from '../../model/errors.ts';
import { ownerFile, ownerText } from './spool-owner.ts';
import { keyFile, type WriterIdentity } from './writer-identity.ts';

export const folderMode = 0o700;
const fileMode = { mode: 0o600 } as const;
const batchName = /^(\d{16})\.batch$/;

/** The least disk space of a file. */
const blockBytes = 4_096;

export function bytesOnDisk(bytes: number): number {
  return Math.max(bytes, blockBytes);
}

export function batchPath(folder: string, sequence: number): string {
  return join(folder, `${String(sequence).padStart(16, '0')}.batch`);
}

/** The batches in a folder, in order, with the approximate disk space of each. */
export async function listBatches(
  folder: string,
): Promise<readonly { readonly sequence: number; readonly bytes: number }[]> {
  const found: { sequence: number; bytes: number }[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const sequence = Number(batchName.exec(name)?.[1]);
    if (!Number.isSafeInteger(sequence)) continue;
    const { size } = await stat(join(folder, name));
    found.push({ sequence, bytes: bytesOnDisk(size) });
  }
  return found;
}

/** Writes a file that appears complete or not at all. */
export async function writeFileAtomically(path: string, content: string | Buffer): Promise<void> {
  const part = partOf(path);
  await writeFile(part, content, fileMode);
  await rename(part, path);
}

export function writeFileAtomicallySync(path: string, content: Buffer): void {
  writeFileSync(partOf(path), content, fileMode);
  renameSync(partOf(path), path);
}

function partOf(path: string): string {
  return `${path}.${process.pid}.part`;
}

/**
 * Creates a spool's folder together with its owner file, without which any recorder could adopt it, and with
 * the writer's key, without which nobody could send it.
 */
export async function createSpoolFolder(folder: string, { key }: WriterIdentity): Promise<void> {
  const part = newFolder(folder);
  makeFolder(part, folderMode);
  await writeFile(join(part, ownerFile), ownerText(), fileMode);
  if (key !== undefined) await writeFile(join(part, keyFile), key, fileMode);
  await rename(part, folder).catch(async error => {
    await rm(part, { recursive: true, force: true });
    if (!isExisting(error)) throw error;
  });
}

export function createSpoolFolderSync(folder: string, { key }: WriterIdentity): void {
  if (existsSync(join(folder, ownerFile))) return;
  const part = newFolder(folder);
  makeFolder(part, folderMode);
  writeFileSync(join(part, ownerFile), ownerText(), fileMode);
  if (key !== undefined) writeFileSync(join(part, keyFile), key, fileMode);
  try {
    renameSync(part, folder);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (!isExisting(error)) throw error;
  }
}

function newFolder(folder: string): string {
  return `${folder}.${randomBytes(4).toString('hex')}.new`;
}

/** Removes the owner file, and the folder when it has no batch; returns how many batches are left. */
export function releaseFolderSync(folder: string): number {
  let left = 0;
  try {
    rmSync(join(folder, ownerFile), { force: true });
    const names = readdirSync(folder);
    left = names.filter(name => batchName.test(name)).length;
    for (const name of names) if (name.endsWith('.part')) rmSync(join(folder, name));
    if (left === 0) rmSync(join(folder, keyFile), { force: true });
    rmdirSync(folder);
  } catch {
    // The folder has batches, which remain for the next recorder, or does not exist.
  }
  return left;
}

function isExisting(error: unknown): boolean {
  return ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errorCode(error) ?? '');
}
