import { testImage } from "./image";

/** Runs once before all tests on real daemons, so that building the image is nobody's timeout. */
export default async function prepare(): Promise<void> {
  await testImage();
}
