// <form data-passkey="create|get">: asks the browser for a passkey and puts its answer into the field "credential".
// The request stands beside the form as data; what is secret never leaves the device. Where the form's boxes carry
// digests (data-content), the device is asked for what is ticked; nothing ticked, or a button that confirms by account
// (data-by-account), asks nothing.
import { fresh } from "./once.ts";
import { rootOver } from "./passkey-together.ts";

type Named = { id: string };
type Options = PublicKeyCredentialCreationOptions & PublicKeyCredentialRequestOptions;

export function startPasskeys(root: ParentNode): void {
  for (const form of fresh<HTMLFormElement>(root, "form[data-passkey]", "passkey")) {
    let asking = false;
    form.addEventListener("submit", (event) => {
      const field = form.elements.namedItem("credential") as HTMLInputElement;
      field.value = "";
      const chosen = chosenIn(form);
      if (chosen?.length === 0 || (event.submitter && "byAccount" in event.submitter.dataset)) return;
      event.preventDefault();
      if (asking) return;
      asking = true;
      const note = form.querySelector<HTMLElement>("[data-passkey-refused]");
      if (note) note.hidden = true;
      ask(form, chosen).then(
        (answer) => {
          field.value = JSON.stringify(answer);
          form.submit();
        },
        () => {
          asking = false;
          if (note) note.hidden = false;
        },
      );
    });
  }
}

// The digests of what is ticked; null where the form has none to choose from.
function chosenIn(form: HTMLFormElement): string[] | null {
  const boxes = [...form.querySelectorAll<HTMLInputElement>("input[data-content]")];
  return boxes.length ? boxes.filter((box) => box.checked).map((box) => box.dataset.content ?? "") : null;
}

async function ask(form: HTMLFormElement, chosen: string[] | null): Promise<object> {
  const written = document.getElementById("passkey-request")?.textContent ?? "{}";
  const publicKey = understood(JSON.parse(written).publicKey);
  if (chosen) publicKey.challenge = (await rootOver(chosen)) as BufferSource;
  const creates = form.dataset.passkey === "create";
  const made = await (creates ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
  return told(made as PublicKeyCredential);
}

// Bytes travel as base64url.
function understood(written: Record<string, unknown>): Options {
  const keys = (list: unknown) => ((list ?? []) as Named[]).map((one) => ({ ...one, id: bytes(one.id) }));
  const options: Record<string, unknown> = { ...written, challenge: bytes(written.challenge as string) };
  if (written.user) options.user = { ...(written.user as Named), id: bytes((written.user as Named).id) };
  if (written.excludeCredentials) options.excludeCredentials = keys(written.excludeCredentials);
  if (written.allowCredentials) options.allowCredentials = keys(written.allowCredentials);
  return options as unknown as Options;
}

function told(made: PublicKeyCredential): object {
  const response: Record<string, string> = {};
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  for (const part of parts) {
    const found = (made.response as unknown as Record<string, ArrayBuffer | null | undefined>)[part];
    if (found) response[part] = text(found);
  }
  const { id, type } = made;
  return { id, rawId: text(made.rawId), type, response, clientExtensionResults: made.getClientExtensionResults() };
}

function bytes(written: string): Uint8Array {
  const plain = written.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
}

function text(found: ArrayBuffer): string {
  const plain = btoa(String.fromCharCode(...new Uint8Array(found)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
