import type pg from 'pg';
import { readSmallFile } from '../../files/read-small-file.ts';
import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';

const fileParameters = ['sslcert', 'sslkey', 'sslrootcert'];

/** An address of the user, which the driver reads. Throws an `InspectorError` for a file that is unfit. */
export function ownServer(given: URL): pg.ClientConfig {
  const address = new URL(given);
  for (const name of fileParameters) {
    for (const path of address.searchParams.getAll(name)) if (path !== '') checkFile(name, path);
  }
  // The driver would replace the options of the pool by these.
  address.searchParams.delete('options');
  return { connectionString: address.href };
}

/** The driver reads the file again, whole, whatever it is. */
function checkFile(name: string, path: string): void {
  try {
    readSmallFile(path);
  } catch (error) {
    const reason = errorCode(error) ?? thrownMessage(error);
    throw new InspectorError(
      'usage',
      `cannot read ${path}, the ${name} of the database's address: ${reason}`,
      {
        hint: 'name a regular file of at most 64 KB in PEM format',
        cause: error,
      },
    );
  }
}
