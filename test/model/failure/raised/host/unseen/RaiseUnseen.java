import java.io.*;
import java.math.*;
import java.net.*;
import java.net.http.*;
import java.nio.*;
import java.nio.charset.*;
import java.nio.file.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.regex.*;
import java.util.stream.*;
import java.util.zip.*;
import javax.crypto.*;
import javax.crypto.spec.*;
import javax.xml.parsers.*;

/** Raises every cause of the second set once and writes it as OpenTelemetry's SDK for Java records an exception. */
public class RaiseUnseen {
  interface Call { Object run() throws Exception; }
  record Cause(String name, String step, Call call) {}
  record Money(int cents) { Money { if (cents < 0) throw new IllegalArgumentException("cents must not be negative: " + cents); } }
  static class StepFailed extends Exception { StepFailed(String m, Throwable c) { super(m, c); } }
  static class Cart { Object lock = new Object(); static void pay(String t) { throw new IllegalStateException("cart " + t + " was paid"); } }
  static class Note implements Serializable { Object body = new Object(); }
  static int deep(int n) { return deep(n + 1) + 1; }

  static Object decrypt(String cipher, byte[] key, byte[] data) throws Exception {
    Cipher c = Cipher.getInstance(cipher);
    c.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), cipher.contains("GCM") ? new GCMParameterSpec(128, new byte[12]) : new IvParameterSpec(new byte[16]));
    return c.doFinal(data);
  }

  static Object get(String url, int timeoutMs) throws Exception {
    return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMillis(timeoutMs)).build(), HttpResponse.BodyHandlers.ofString());
  }

  static Object pool(boolean isFull) throws Exception {
    ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
    try {
      if (!isFull) pool.shutdownNow();
      for (int i = 0; i < 3; i++) pool.submit(() -> { Thread.sleep(300); return 1; });
      return pool;
    } finally { pool.shutdownNow(); }
  }

  public static void main(String[] args) throws Exception {
    String form = args[0]; int index = Integer.parseInt(args[1]);
    Map<String, Integer> ports = new HashMap<>();
    for (String pair : args[2].split(",")) ports.put(pair.split("=")[0], Integer.parseInt(pair.split("=")[1]));
    String token = UUID.randomUUID().toString().replace("-", "").substring(0, 14);
    String word = List.of("apple", "zeppelin", "quartz", "mango", "violet", "olive").get(index);
    int number = 1000 + new Random().nextInt(900000);
    String base = "http://127.0.0.1:";
    byte[] random = new byte[32]; new Random().nextBytes(random);
    Path folder = Path.of(List.of("/tmp", "/etc", "/usr", "/var", "/opt", "/srv").get(index));
    List<Cause> causes = List.of(
      new Cause("java-stream-twice", "java-collect", () -> { var s = Stream.of(word); s.count(); return s.count(); }),
      new Cause("java-duplicate-key", "java-collect", () -> Stream.of(token, token).collect(Collectors.toMap(k -> k, k -> number))),
      new Cause("java-null-in-list", "java-collect", () -> List.of(word, null)),
      new Cause("java-contains-null", "java-collect", () -> Objects.requireNonNull(index > 9 ? "a" : null, "customer must be given")),
      new Cause("java-require-cart", "java-collect", () -> Objects.requireNonNull(index > 9 ? "a" : null, "cart must be given")),
      new Cause("java-check-index", "java-collect", () -> Objects.checkIndex(number, 3)),
      new Cause("java-sub-list", "java-collect", () -> new ArrayList<>(List.of(1, 2)).subList(0, number)),
      new Cause("java-substring", "java-collect", () -> word.substring(number)),
      new Cause("java-char-at", "java-collect", () -> new StringBuilder(word).charAt(number)),
      new Cause("java-negative-array", "java-collect", () -> new int[-number]),
      new Cause("java-array-store", "java-collect", () -> { Object[] a = new String[1]; a[0] = number; return a; }),
      new Cause("java-no-order", "java-collect", () -> Optional.empty().orElseThrow(() -> new NoSuchElementException("no order " + token))),
      new Cause("java-scanner", "java-collect", () -> new Scanner(word).nextInt()),
      new Cause("java-stack-empty", "java-collect", () -> new ArrayDeque<>().pop()),
      new Cause("java-folder-exists", "java-store", () -> Files.createDirectory(folder)),
      new Cause("java-not-empty", "java-store", () -> { Path d = Files.createTempDirectory(word); Files.writeString(d.resolve("a"), ""); try { Files.delete(d); return d; } finally { Files.delete(d.resolve("a")); Files.delete(d); } }),
      new Cause("java-not-a-folder", "java-store", () -> Files.list(Path.of("/etc/hostname"))),
      new Cause("java-bad-path", "java-store", () -> Path.of("/tmp/" + word + "\0" + token)),
      new Cause("java-end-of-file", "java-store", () -> new DataInputStream(new ByteArrayInputStream(new byte[1])).readLong()),
      new Cause("java-not-serializable", "java-store", () -> { new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(new Note()); return 1; }),
      new Cause("java-stream-header", "java-store", () -> new ObjectInputStream(new ByteArrayInputStream(token.getBytes()))),
      new Cause("java-read-only-buffer", "java-store", () -> ByteBuffer.allocate(4).asReadOnlyBuffer().put((byte) index)),
      new Cause("java-buffer-full", "java-store", () -> ByteBuffer.allocate(4).putLong(number)),
      new Cause("java-malformed", "java-store", () -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(new byte[] {(byte) 0xff, 1}))),
      new Cause("java-charset", "java-store", () -> Charset.forName("x-" + word)),
      new Cause("java-gzip", "java-store", () -> new GZIPInputStream(new ByteArrayInputStream(token.getBytes()))),
      new Cause("java-inflate", "java-store", () -> { Inflater i = new Inflater(); i.setInput(token.getBytes()); return i.inflate(new byte[9]); }),
      new Cause("java-zip", "java-store", () -> { Path p = Files.createTempFile(word, ".zip"); Files.writeString(p, token.repeat(4)); try { return new ZipFile(p.toFile()); } finally { Files.delete(p); } }),
      new Cause("java-bad-padding", "java-open", () -> decrypt("AES/CBC/PKCS5Padding", random, token.repeat(8).substring(0, 32).getBytes())),
      new Cause("java-bad-tag", "java-open", () -> decrypt("AES/GCM/NoPadding", random, token.repeat(8).substring(0, 32).getBytes())),
      new Cause("java-block-size", "java-open", () -> decrypt("AES/CBC/PKCS5Padding", random, token.getBytes())),
      new Cause("java-key-length", "java-open", () -> decrypt("AES/CBC/PKCS5Padding", new byte[9], new byte[16])),
      new Cause("java-algorithm", "java-open", () -> Cipher.getInstance("AES/XYZ/None")),
      new Cause("java-digest", "java-open", () -> java.security.MessageDigest.getInstance("MD7")),
      new Cause("java-base64", "java-open", () -> Base64.getDecoder().decode("!" + token)),
      new Cause("java-no-method", "java-plug", () -> Cart.class.getMethod("refund", String.class)),
      new Cause("java-no-field", "java-plug", () -> Cart.class.getField("total")),
      new Cause("java-invoked", "java-plug", () -> { var m = Cart.class.getDeclaredMethod("pay", String.class); m.setAccessible(true); return m.invoke(null, token); }),
      new Cause("java-argument-type", "java-plug", () -> { var m = Cart.class.getDeclaredMethod("pay", String.class); m.setAccessible(true); return m.invoke(null, number); }),
      new Cause("java-instance", "java-plug", () -> Runnable.class.getDeclaredConstructor().newInstance()),
      new Cause("java-resource", "java-plug", () -> ResourceBundle.getBundle("texts")),
      new Cause("java-stack", "java-plug", () -> deep(0)),
      new Cause("java-heap", "java-plug", () -> new long[Integer.MAX_VALUE]),
      new Cause("java-regex", "java-parse", () -> Pattern.compile(word + "(")),
      new Cause("java-regex-range", "java-parse", () -> Pattern.compile(word + "[z-a]")),
      new Cause("java-decimal", "java-parse", () -> new BigDecimal(word)),
      new Cause("java-decimal-round", "java-parse", () -> new BigDecimal(number).divide(new BigDecimal(7))),
      new Cause("java-overflow", "java-parse", () -> Math.multiplyExact(number, number * 10000)),
      new Cause("java-duration", "java-parse", () -> Duration.parse(word)),
      new Cause("java-zone", "java-parse", () -> ZoneId.of("Mars/" + word)),
      new Cause("java-month", "java-parse", () -> LocalDate.of(2026, 13 + index, 1)),
      new Cause("java-long-empty", "java-parse", () -> Long.parseLong("")),
      new Cause("java-radix", "java-parse", () -> Long.parseLong(token + "zz", 16)),
      new Cause("java-format", "java-parse", () -> String.format("%d", word)),
      new Cause("java-format-missing", "java-parse", () -> String.format("%s %s", word)),
      new Cause("java-url", "java-parse", () -> new URL(word + token)),
      new Cause("java-xml", "java-parse", () -> DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(("\n".repeat(index) + "<a><b>" + token + "</a>").getBytes()))),
      new Cause("java-xml-empty", "java-parse", () -> DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(new byte[0]))),
      new Cause("java-record", "java-parse", () -> new Money(-number)),
      new Cause("java-pool-full", "java-work", () -> pool(true)),
      new Cause("java-pool-closed", "java-work", () -> pool(false)),
      new Cause("java-canceled", "java-work", () -> { var f = new CompletableFuture<String>(); f.cancel(true); return f.get(); }),
      new Cause("java-task-failed", "java-work", () -> CompletableFuture.supplyAsync(() -> { throw new IllegalStateException("no seat for " + token); }).join()),
      new Cause("java-invoke-any", "java-work", () -> { var p = Executors.newFixedThreadPool(1); try { return p.invokeAny(List.of(() -> { throw new IOException("mirror " + token + " is down"); })); } finally { p.shutdown(); } }),
      new Cause("java-monitor", "java-work", () -> { new Object().wait(1); return 1; }),
      new Cause("java-barrier", "java-work", () -> new CyclicBarrier(2).await(5, TimeUnit.MILLISECONDS)),
      new Cause("java-queue-full", "java-work", () -> { var q = new ArrayBlockingQueue<String>(1); q.add(word); return q.add(token); }),
      new Cause("java-self-signed", "java-ask", () -> get("https://127.0.0.1:" + ports.get("tls") + "/" + token, 2000)),
      new Cause("java-plain-port", "java-ask", () -> get("https://127.0.0.1:" + ports.get("server") + "/" + token, 2000)),
      new Cause("java-not-http", "java-ask", () -> get(base + ports.get("garbage") + "/" + token, 2000)),
      new Cause("java-closed", "java-ask", () -> get(base + ports.get("closing") + "/" + token, 2000)),
      new Cause("java-url-404", "java-ask", () -> new URL(base + ports.get("server") + "/none/" + token).openStream()),
      new Cause("java-url-refused", "java-ask", () -> new URL(base + ports.get("closed") + "/" + token).openStream()),
      new Cause("java-url-late", "java-ask", () -> { var c = new URL(base + ports.get("server") + "/hang").openConnection(); c.setReadTimeout(40 + index); return c.getInputStream(); }),
      new Cause("java-bind", "java-ask", () -> new ServerSocket(ports.get("server"), 1, InetAddress.getByName("127.0.0.1"))),
      new Cause("java-port-range", "java-ask", () -> new InetSocketAddress("127.0.0.1", 70000 + index)),
      new Cause("java-restricted", "java-ask", () -> HttpRequest.newBuilder(URI.create(base)).header("content-length", token)),
      new Cause("java-scheme", "java-ask", () -> HttpRequest.newBuilder(URI.create("ftp://" + word + "/" + token))));
    for (Cause cause : causes) {
      try { call(form, cause, token); System.err.println(cause.name + " nothing thrown"); } catch (Throwable error) { print(form, cause, error); }
    }
    System.exit(0);
  }

  static void call(String form, Cause cause, String token) throws Exception {
    if (form.equals("wrapped")) {
      try { cause.call.run(); } catch (Throwable error) { throw new StepFailed(cause.step + " failed for " + token, error); }
    } else if (form.equals("thread")) {
      CompletableFuture.supplyAsync(() -> { try { return cause.call.run(); } catch (Exception e) { throw new CompletionException(e); } }).get();
    } else if (form.equals("in a text")) {
      try { cause.call.run(); } catch (Throwable error) { throw new RuntimeException("could not " + cause.step + " " + token + ": " + error.getMessage()); }
    } else cause.call.run();
  }

  static void print(String form, Cause cause, Throwable error) {
    StringWriter stack = new StringWriter(); error.printStackTrace(new PrintWriter(stack));
    System.out.println("{\"cause\":" + json(cause.name) + ",\"library\":\"java\",\"step\":" + json(cause.step) + ",\"form\":" + json(form) + ",\"error\":{\"name\":" + json(error.getClass().getCanonicalName())
      + (error.getMessage() == null ? "" : ",\"message\":" + json(error.getMessage())) + ",\"stack\":" + json(stack.toString()) + "}}");
  }

  static String json(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) out.append(c == '"' ? "\\\"" : c == '\\' ? "\\\\" : c < 32 ? String.format("\\u%04x", (int) c) : String.valueOf(c));
    return out.append('"').toString();
  }
}
