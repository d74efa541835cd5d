/** Something that the person who starts the product can put right. Its message is one clear sentence. */
export class Trouble extends Error {}
