"""What columns of lists are called, in the languages of most trade shows."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from boothapp.domain.likeness import fold_text


class ListField(StrEnum):
    """What a column of a list may hold."""

    BADGE_ID = "badge_id"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    DISPLAY_NAME = "display_name"
    JOB_TITLE = "job_title"
    DEPARTMENT = "department"
    COMPANY = "company"
    WEBSITE = "website"
    EMAIL = "email"
    PHONE = "phone"
    MOBILE = "mobile"
    STREET = "street"
    CITY = "city"
    REGION = "region"
    POSTAL_CODE = "postal_code"
    COUNTRY = "country"
    OWNER = "owner"
    SHOW = "show"
    MET_ON = "met_on"
    NOTE = "note"


# Languages in the order English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Japanese,
# Chinese; only what differs once accents are folded. Behind the bars (``||``) are names that may mean
# something else, too: a registration's number beside the badge's, Mr and Ms beside a job title.
_NAMES = {
    ListField.BADGE_ID: "badge id|badge|badge no|badge nr|badge number|badge code|badgeid|badge nummer|"
    "badgenummer|ausweisnummer|no badge|n badge|numero de badge|numero badge|code badge|codice badge|"
    "numero de acreditacion|バッジ番号|バッジid|胸牌号||"
    "barcode|bar code|qr code|scan id|code barre|codigo de barras||"
    "attendee id|visitor id|delegate id|besuchernummer|teilnehmernummer|teilnehmer id|id de asistente|"
    "来場者番号|证件号||"
    "ticket id|ticket no|ticket number|ticketnummer|registration id|registration no|registration number|"
    "reg id|reg no|identifiant|登録番号",
    ListField.GIVEN_NAME: "first name|firstname|given name|given names|forename|fname|first|vorname|prenom|"
    "nombre|nome|primeiro nome|voornaam|imie|名|名前 名|ファーストネーム",
    ListField.FAMILY_NAME: "last name|lastname|family name|surname|lname|last|nachname|familienname|zuname|"
    "nom|nom de famille|apellido|apellidos|cognome|sobrenome|apelido|achternaam|nazwisko|姓|苗字|"
    "ラストネーム",
    ListField.DISPLAY_NAME: "full name|fullname|contact name|attendee name|visitor name|vollstandiger name|"
    "nom complet|nom et prenom|nom prenom|nombre completo|nombre y apellidos|nome completo|nome e cognome|"
    "imie i nazwisko|氏名|お名前|姓名|担当者名||name|naam|名前||"
    "contact|attendee|visitor|delegate|account contact|ansprechpartner|kontakt|teilnehmer|besucher|"
    "担当者|联系人",
    ListField.JOB_TITLE: "job title|jobtitle|position|berufsbezeichnung|fonction|poste|intitule de poste|"
    "cargo|puesto|qualifica|functie|stanowisko|役職|肩書き|職位|职位|职务||"
    "role|job|function|job function|funktion|stelle|ruolo||title|titre",
    ListField.DEPARTMENT: "department|dept|division|abteilung|bereich|service|departement|departamento|"
    "reparto|afdeling|dzial|部署|所属|所属部署|部门",
    ListField.COMPANY: "company|company name|organisation|organization|org|account|account name|employer|"
    "firm|customer|customer name|company organization|company organisation|firma|firmenname|unternehmen|"
    "kunde|kundenname|entreprise|societe|nom de l entreprise|raison sociale|client|empresa|compania|"
    "cliente|organizacion|azienda|societa|ragione sociale|bedrijf|bedrijfsnaam|przedsiebiorstwo|会社|"
    "会社名|企業名|貴社名|社名|公司|公司名称|单位",
    ListField.WEBSITE: "website|web site|web|url|homepage|company website|webseite|internet|site web|site|"
    "sitio web|pagina web|sito web|strona www|ウェブサイト|ホームページ|网站",
    ListField.EMAIL: "email|e mail|email address|e mail address|mail|work email|business email|"
    "emailaddress|email adresse|e mail adresse|mailadresse|adresse email|adresse e mail|courriel|mel|"
    "correo|correo electronico|posta elettronica|indirizzo email|メール|メールアドレス|eメール|电子邮件|"
    "邮箱",
    ListField.PHONE: "phone|phone number|telephone|tel|telephone number|business phone|work phone|"
    "office phone|direct phone|phone no|telefon|telefonnummer|rufnummer|telephone fixe|numero de telephone|"
    "telefono|numero de telefono|telefone|telefoon|telefoonnummer|電話|電話番号|电话",
    ListField.MOBILE: "mobile|mobile phone|mobile number|cell|cell phone|cellphone|mobil|mobiltelefon|"
    "handy|handynummer|mobilnummer|portable|telephone portable|movil|telefono movil|celular|cellulare|"
    "telemovel|mobiel|komorka|携帯|携帯電話|携帯番号|手机|手机号",
    ListField.STREET: "street|address|street address|address 1|address line 1|mailing street|"
    "billing street|strasse|strasse hausnummer|adresse|anschrift|rue|direccion|calle|indirizzo|via|"
    "endereco|straat|adres|ulica|住所|地址",
    ListField.CITY: "city|town|mailing city|billing city|ort|stadt|wohnort|ville|ciudad|localidad|citta|"
    "cidade|plaats|stad|miasto|市区町村|市|城市",
    ListField.REGION: "state|region|province|county|state province|state region|bundesland|"
    "departement region|provincia|estado|regione|wojewodztwo|都道府県|省",
    ListField.POSTAL_CODE: "postal code|postcode|post code|zip|zip code|zipcode|zip postal code|plz|"
    "postleitzahl|code postal|codigo postal|cp|cap|cep|kod pocztowy|郵便番号|邮编",
    ListField.COUNTRY: "country|country region|country code|land|pays|pais|paese|kraj|国|国名|国家",
    ListField.OWNER: "owner|account owner|contact owner|record owner|sales rep|sales representative|"
    "account manager|rep|salesperson|kundenbetreuer|betreuer|verantwortlich|zustandig|inhaber|proprietaire|"
    "responsable|commercial|propietario|comercial|responsabile|proprietario|opiekun|担当営業|営業担当|"
    "所有者|负责人",
    ListField.SHOW: "show|event|event name|trade show|tradeshow|exhibition|campaign|messe|veranstaltung|"
    "salon|evenement|feria|evento|fiera|targi|展示会|イベント|展会",
    ListField.MET_ON: "met on|visited on|captured at|capture date|scan date|scanned at|visit date|"
    "besucht am|date de visite|来場日||date|created date|datum|fecha|data|日付|日期",
    ListField.NOTE: "note|notes|comment|comments|remark|remarks|notiz|notizen|bemerkung|bemerkungen|"
    "kommentar|commentaire|commentaires|remarque|nota|notas|comentario|comentarios|osservazioni|uwagi|備考|"
    "メモ|备注",
}  # fmt: skip
_FIELD_OF = {
    fold_text(name): (field, rank)
    for field, names in _NAMES.items()
    for rank, group in enumerate(f"{field}|{names}".split("||"))
    for name in group.split("|")
}
_OF_A_PERSON = ("attendee", "visitor", "contact", "delegate", "registrant", "participant", "lead", "primary")
_SHORT_NAMES = {"badge": ListField.BADGE_ID, "first": ListField.GIVEN_NAME, "last": ListField.FAMILY_NAME}


def field_of_header(header: str) -> ListField | None:
    """What a column of this name holds; None where the name tells nothing."""
    return meaning_of_header(header)[0]


@lru_cache(maxsize=1024)
def meaning_of_header(header: str) -> tuple[ListField | None, int]:
    """What a column of this name holds, and how far from the plainest name for it: 0 is the plainest."""
    if len(header) > 100:  # noqa: PLR2004 - longer is a sentence
        return None, 0
    words = fold_text(header)
    if words in _FIELD_OF:
        return _FIELD_OF[words]
    first, _, rest = words.partition(" ")
    return _FIELD_OF.get(rest, (None, 0)) if first in _OF_A_PERSON else (None, 0)


def field_named(name: str) -> ListField | None:
    """The field that a person at the command line means: ``badge``, ``first-name``, ``email``."""
    plain = name.strip().lower().replace("-", "_")
    if plain in set(ListField):
        return ListField(plain)
    return _SHORT_NAMES.get(plain) or field_of_header(plain.replace("_", " "))
