/** Five people who never lived and a job that nobody offers, fetched only when somebody wants to try. */
import ad from "./sample/backend-engineer.txt?raw";
import amara from "./sample/amara-lindqvist.txt?raw";
import larasati from "./sample/larasati-puspita.txt?raw";
import noor from "./sample/noor-haddad.txt?raw";
import rizky from "./sample/rizky-putra.txt?raw";
import tomas from "./sample/tomas-vieira.txt?raw";

const PEOPLE = {
  "amara-lindqvist.txt": amara,
  "larasati-puspita.txt": larasati,
  "noor-haddad.txt": noor,
  "rizky-putra.txt": rizky,
  "tomas-vieira.txt": tomas,
};

export const sampleAd = ad;

export const sampleFiles = () =>
  Object.entries(PEOPLE).map(([name, text]) => new File([text], name, { type: "text/plain", lastModified: 0 }));
