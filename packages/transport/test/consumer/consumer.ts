// Compiled by consumer.test.ts against dist, with the settings of different consumers.
import { checkBaseUrl, checkKey, createTransport, serializePath } from "@booking-apis/transport";
import type { PathsClient } from "@booking-apis/transport/internal";
import type { paths } from "./paths.ts";

declare const client: PathsClient<paths>;

export async function use(signal: AbortSignal | undefined): Promise<string | undefined> {
  const transport: typeof fetch = createTransport({
    baseUrl: checkBaseUrl("https://a.example"),
    fetch,
    timeoutMs: 5,
  });
  await transport(serializePath("https://a.example/{id}", { id: checkKey("id", "1") }));

  const list = await client.GET("/bookings", { params: { query: { startTime: "" } }, signal });
  const first: string | undefined = list.data?.[0]?.bookingNumber;
  const text = await client.GET("/settings", { parseAs: "text" });
  const length: number | undefined = text.data?.length;
  await client.POST("/bookings", { body: { slot: "1" }, headers: { "X-Trace": "1" } });

  // @ts-expect-error
  client.GET("/bokings");
  // @ts-expect-error
  client.GET("/bookings");
  // @ts-expect-error
  client.GET("/bookings", { params: { query: { startTime: "" } }, signl: signal });
  // @ts-expect-error
  client.GET("/bookings", { params: { query: { startTime: "", endTim: "" } } });
  // @ts-expect-error
  client.POST("/bookings", { body: { slot: "1", titel: "" } });
  // @ts-expect-error
  client.POST("/bookings", { body: { title: "" } });
  return first ?? String(length);
}
