import { tourBookeo } from "./bookeo.ts";
import { tourClasses } from "./classes.ts";

await tourBookeo();
await tourClasses();
console.log();
