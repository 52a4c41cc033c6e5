import java.io.*;
import java.net.*;
import java.net.http.*;
import java.nio.file.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;

/** Raises every cause of the standard library once and writes it as OpenTelemetry's SDK for Java records an exception. */
public class Raise {
  interface Call { Object run() throws Exception; }
  record Cause(String name, String step, Call call) {}
  static class StepFailed extends Exception { StepFailed(String m, Throwable c) { super(m, c); } }
  enum Plan { FREE, SCALE }
  static class Order { String email; Object total() { return null; } }

  public static void main(String[] args) throws Exception {
    String form = args[0]; int port = Integer.parseInt(args[1]), closed = Integer.parseInt(args[2]);
    String token = UUID.randomUUID().toString().replace("-", "").substring(0, 14);
    String word = Map.of("plain", "apple", "other ids", "zeppelin", "wrapped", "quartz", "thread", "mango", "deployed", "violet").get(form);
    Order none = null; Order empty = new Order(); Object text = word;
    HttpClient http = HttpClient.newHttpClient();
    List<Cause> causes = List.of(
      new Cause("java-missing-file", "java-load", () -> Files.readString(Path.of("/tmp/" + token + "/" + word + ".csv"))),
      new Cause("java-missing-stream", "java-load", () -> new FileInputStream("/tmp/" + token + "/" + word + ".csv")),
      new Cause("java-null-field", "java-load", () -> none.email),
      new Cause("java-null-length", "java-load", () -> empty.email.length()),
      new Cause("java-null-total", "java-load", () -> empty.total().toString()),
      new Cause("java-index", "java-load", () -> new int[] {1}[token.length()]),
      new Cause("java-list-index", "java-load", () -> List.of(1).get(word.length())),
      new Cause("java-number", "java-convert", () -> Integer.parseInt(word + token)),
      new Cause("java-number-empty", "java-convert", () -> Integer.parseInt("")),
      new Cause("java-cast", "java-convert", () -> (Integer) text),
      new Cause("java-enum", "java-convert", () -> Plan.valueOf(word)),
      new Cause("java-date", "java-convert", () -> LocalDate.parse(word)),
      new Cause("java-zero", "java-convert", () -> token.length() / (word.length() - word.length())),
      new Cause("java-uuid", "java-convert", () -> UUID.fromString(word)),
      new Cause("java-refused", "java-call", () -> new Socket("127.0.0.1", closed)),
      new Cause("java-unknown-host", "java-call", () -> new Socket(token + ".invalid", 80)),
      new Cause("java-http-refused", "java-fetch", () -> http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + closed + "/" + token)).build(), HttpResponse.BodyHandlers.ofString())),
      new Cause("java-http-timeout", "java-fetch", () -> http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hang")).timeout(Duration.ofMillis(60)).build(), HttpResponse.BodyHandlers.ofString())),
      new Cause("java-uri", "java-fetch", () -> URI.create("http://" + word + " " + token)),
      new Cause("java-empty-optional", "java-find", () -> Optional.empty().get()),
      new Cause("java-empty-list", "java-find", () -> new ArrayList<>().iterator().next()),
      new Cause("java-unmodifiable", "java-find", () -> List.of(1).add(2)),
      new Cause("java-modified", "java-find", () -> { var list = new ArrayList<>(List.of(1, 2, 3)); for (var one : list) list.remove(one); return list; }),
      new Cause("java-future-timeout", "java-wait", () -> new CompletableFuture<String>().get(5, TimeUnit.MILLISECONDS)),
      new Cause("java-state", "java-wait", () -> { throw new IllegalStateException("order " + token + " is closed"); }),
      new Cause("java-class", "java-wait", () -> Class.forName("com.example.Missing")));
    for (Cause cause : causes) {
      try { call(form, cause, token); } catch (Throwable error) { print(form, cause, error); }
    }
    System.exit(0);
  }

  static void call(String form, Cause cause, String token) throws Exception {
    if (form.equals("wrapped")) {
      try { cause.call.run(); } catch (Exception error) { throw new StepFailed(cause.step + " failed for " + token, error); }
    } else if (form.equals("thread")) {
      try { CompletableFuture.supplyAsync(() -> { try { return cause.call.run(); } catch (Exception e) { throw new CompletionException(e); } }).get(); } catch (ExecutionException error) { throw error; }
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
