const read = <T>(begin: (reader: FileReader) => void, answer: (reader: FileReader) => T) =>
  new Promise<T>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(answer(reader));
    reader.onerror = () => reject(reader.error ?? new Error("the file cannot be read"));
    begin(reader);
  });

const asText = ({ result }: FileReader) => (typeof result === "string" ? result : "");

/** The bytes of a file in base64. */
export const readBase64 = (file: File) =>
  read(
    (reader) => reader.readAsDataURL(file),
    (reader) => asText(reader).replace(/^data:[^,]*,/, ""),
  );

/** The text of a file. */
export const readText = (file: File) => read((reader) => reader.readAsText(file), asText);
