import { createCharacterTest } from './signs.ts';

/** How systems say what a code means, in the languages of their users. */
type SystemWords = {
  readonly code: string;
  /** Split by bars; English, then the catalogues of the GNU C library. */
  readonly words: string;
};

export const systemWords: readonly SystemWords[] = [
  {
    code: 'ECONNREFUSED',
    words: `Verbindungsaufbau abgelehnt | Connexion refusée | Conexión rehusada | Connessione rifiutata
      Conexão recusada | В соединении отказано | 接続を拒否されました | 拒绝连接 | 연결이 거부됨 | Połączenie odrzucone
      Verbinding is geweigerd`,
  },
  {
    code: 'ENOSPC',
    words: `Auf dem Gerät ist kein Speicherplatz mehr verfügbar
      Aucun espace disponible sur le périphérique | No queda espacio en el dispositivo
      Spazio esaurito sul device | Não há espaço disponível no dispositivo
      На устройстве не осталось свободного места | На устройстве не осталось места | デバイスに空き領域がありません
      设备上没有空间 | 장치에 남은 공간이 없음 | Brak miejsca na urządzeniu | Er is geen ruimte meer over op apparaat`,
  },
  {
    code: 'EACCES',
    words: `Permission denied | Keine Berechtigung | Permission non accordée | Permiso denegado
      Permesso negato | Permissão negada | Отказано в доступе | 許可がありません | 权限不够 | 허가 거부 | Brak dostępu
      Toegang geweigerd`,
  },
  {
    code: 'EPERM',
    words: `Operation not permitted | Vorgang nicht zulässig | Die Operation ist nicht erlaubt
      Opération non permise | Operación no permitida | Operazione non permessa
      Operação não permitida | Операция не позволена | 許可されていない操作です | 不允许的操作 | 명령을 허용하지 않음`,
  },
  {
    code: 'ENOENT',
    words: `No such file or directory | Datei oder Verzeichnis nicht gefunden
      Aucun fichier ou dossier de ce nom | No existe el archivo o el directorio
      No existe el fichero o el directorio | File o directory non esistente
      Arquivo ou diretório inexistente | Нет такого файла или каталога | そのようなファイルやディレクトリはありません
      没有那个文件或目录 | 그런 파일이나 디렉터리가 없습니다 | Nie ma takiego pliku ani katalogu | Bestand of map bestaat niet`,
  },
  {
    code: 'EEXIST',
    words: `File exists | Die Datei existiert bereits | Le fichier existe | El archivo ya existe
      El fichero ya existe | File già esistente | Arquivo existe | Файл существует | ファイルが存在します
      文件已存在 | 파일이 있습니다`,
  },
  {
    code: 'EROFS',
    words: `Read-only file system | Das Dateisystem ist nur lesbar
      Système de fichiers accessible en lecture seulement | Sistema de ficheros de sólo lectura
      Sistema de archivos de solo lectura | File system in sola lettura
      Sistema de arquivos somente para leitura | Файловая система доступна только для чтения
      読み込み専用ファイルシステムです | 只读文件系统 | 읽기전용 파일 시스템`,
  },
  {
    code: 'EFBIG',
    words: `File too large | Datei zu groß | Fichier trop volumineux | El archivo es demasiado grande
      Fichero demasiado grande | File troppo grande | Arquivo muito grande | Файл слишком велик
      ファイルが大きすぎます | 文件过大 | 파일이 너무 큼`,
  },
  {
    code: 'ENOTEMPTY',
    words: `Directory not empty | Das Verzeichnis ist nicht leer | Le dossier n'est pas vide
      El directorio no está vacío | Directory non vuota | Diretório não vazio | Каталог не пуст
      ディレクトリは空ではありません | 目录非空 | 디렉터리가 비어 있지 않음`,
  },
  {
    code: 'EISDIR',
    words: `Is a directory | Ist ein Verzeichnis | est un dossier | Es un directorio | È una directory
      É um diretório | Это каталог | ディレクトリです | 是一个目录 | 디렉터리입니다`,
  },
  {
    code: 'ENOTDIR',
    words: `Not a directory | Ist kein Verzeichnis | N'est pas un dossier | No es un directorio
      Non è una directory | Não é um diretório | Это не каталог | ディレクトリではありません | 不是目录 | 디렉터리가 아닙니다`,
  },
  {
    code: 'EMFILE',
    words: `Zu viele offene Dateien | Trop de fichiers ouverts | Demasiados archivos abiertos
      Demasiados ficheros abiertos | Troppi file aperti | Muitos arquivos abertos
      Слишком много открытых файлов | オープンしているファイルが多すぎます | 打开的文件过多 | 열린 파일이 너무 많음`,
  },
  {
    code: 'ENOMEM',
    words: `Cannot allocate memory | Nicht genügend Hauptspeicher verfügbar
      Impossible d'allouer de la mémoire | No se pudo asignar memoria | Impossibile allocare memoria
      Não foi possível alocar memória | Невозможно выделить память | メモリを確保できません | 无法分配内存`,
  },
  {
    code: 'EBUSY',
    words: `Device or resource busy | Das Gerät oder die Ressource ist belegt
      Périphérique ou ressource occupé | Dispositivo o recurso ocupado
      Dispositivo o risorsa occupata | Dispositivo ou recurso está ocupado
      Устройство или ресурс занято | デバイスもしくはリソースがビジー状態です | 设备或资源忙`,
  },
  {
    code: 'ETIMEDOUT',
    words: `Connection timed out | Die Wartezeit für die Verbindung ist abgelaufen
      Connexion terminée par expiration du délai d'attente | Expiró el tiempo de conexión
      Connessione scaduta | Tempo esgotado para conexão | Время ожидания соединения истекло
      接続がタイムアウトしました | 连接超时 | 연결 시간 초과`,
  },
  {
    code: 'ECONNRESET',
    words: `Die Verbindung wurde vom Kommunikationspartner zurückgesetzt
      Connexion ré-initialisée par le correspondant | Conexión reinicializada por la máquina remota
      Connessione interrotta dal corrispondente | Conexão fechada pela outra ponta
      Соединение разорвано другой стороной | 接続が相手からリセットされました | 连接被对方重置 | 연결이 상대편에 의해 끊어짐`,
  },
  {
    code: 'EPIPE',
    words: `Broken pipe | Datenübergabe unterbrochen (broken pipe) | Relais brisé (pipe) | Tubería rota
      Pipe interrotta | Pipe quebrado | Обрыв канала | 断开的管道 | 파이프가 깨어짐`,
  },
  {
    code: 'EHOSTUNREACH',
    words: `Keine Route zum Zielrechner | Aucun chemin d'accès pour atteindre l'hôte cible
      No existe ninguna ruta hasta el «host» | Nessun instradamento per l'host
      Não há rota para o host | Нет маршрута до узла | ホストへの経路がありません | 没有到主机的路由`,
  },
  {
    code: 'EDQUOT',
    words: `Disk quota exceeded | Der zugewiesene Plattenplatz (Quota) ist überschritten
      Débordement du quota d'espace disque | Se ha excedido la cuota de disco | Quota disco superata
      Превышена дисковая квота | ディスク使用量制限を超過しました | 超出磁盘限额`,
  },
];

/** In UTF-16 units. */
const longestWords = 100;

const codeOf = new Map(
  systemWords.flatMap(({ code, words }) =>
    words.split(/[|\n]/u).map(one => [one.trim().toLowerCase(), code] as const),
  ),
);
/** The number and the full stop that languages print around the words. */
const around = /^\[Errno -?\d+\] |(?: \(os error \d+\))?\.?$/gu;

function hasMoreThanWords(part: string): boolean {
  return part.endsWith('.') || part.startsWith('[') || (part.endsWith(')') && part.includes('(os error '));
}

/** Replaces the words of a system in any language by their code. */
export function withSystemCodes(line: string): string {
  if (!line.includes(': ')) return codeOfWords(line) ?? line;
  const parts = line.split(': ');
  const codes = parts.map(codeOfWords);
  return codes.some(Boolean) ? parts.map((part, at) => codes[at] ?? part).join(': ') : line;
}

function codeOfWords(part: string): string | undefined {
  if (part.length > longestWords) return undefined;
  const words = hasMoreThanWords(part) ? part.replace(around, '') : part;
  return codeOf.get(words.toLowerCase());
}

/** `could not move a.csv: Accès refusé. (os error 5)`: the number says it in every language. */
const numbered = /[^:]{1,200}\((?=os error \d+\)$)/u;
const numberFirst = /(\[WinError \d+\]) [^:]{1,200}(?=: '|$)/u;

/** Except for 20000 to 20999, whose words are those of a program. */
const ofOracle = /^(ORA-(?!20\d{3})\d{5}): (.*)$/u;

const mayBeNumbered = createCharacterTest('([');

/** Removes words that a number of the system already says. */
export function withoutNumberedWords(line: string): string {
  if (line.startsWith('ORA-'))
    return line.replace(ofOracle, (_, code: string, words: string) =>
      [code, ...(words.match(/"[^"]+"|\([^()]+\)/gu) ?? [])].join(' '),
    );
  if (!mayBeNumbered(line) || (!line.includes('(os error ') && !line.includes('[WinError '))) return line;
  return line.replace(numbered, ' (').replace(numberFirst, '$1');
}
