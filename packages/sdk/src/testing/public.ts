export { createTestClock, type TestClock } from "./clock.ts";
export type {
  Fake,
  FakeCall,
  FakeFailure,
  FakeFailureReply,
  FakeHandler,
  FakeItems,
  FakeMethod,
  FakeOptions,
  FakeReply,
  FakeResponse,
  OtherMethod,
  OtherOperation,
} from "./fake.ts";
export type { Overrides } from "./sample.ts";
