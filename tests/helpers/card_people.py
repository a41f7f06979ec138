"""The people on the corpus's business cards: invented, each at a domain that can't exist."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What stands on a card; ``name`` without titles, which are ``prefix`` and ``suffix``."""

    name: str
    title: str
    company: str
    email: str
    phone: str = ""
    mobile: str = ""
    fax: str = ""
    web: str = ""
    street: str = ""
    town: str = ""
    country: str = ""
    prefix: str = ""
    suffix: str = ""
    department: str = ""
    slogan: str = ""

    @property
    def titled(self) -> str:
        """The name as it is printed."""
        name = f"{self.prefix} {self.name}".strip()
        return f"{name}, {self.suffix}" if self.suffix else name


def _card(*lines: str) -> Printed:
    """A card from rows of ``field: value``, which keep two dozen people readable."""
    values = dict(part.split(": ", 1) for line in lines for part in line.split("; "))
    return Printed(**values)


PEOPLE = (
    _card(
        "name: Zoë Łukasz; title: Head of Purchasing; company: Société Lumière SA",
        "email: zoe.lukasz@lumiere.example; phone: +33 1 70 18 99 01; mobile: +33 6 39 98 12 34",
        "web: www.lumiere.example; street: 12 rue de l'Église; town: 69002 Lyon; country: France",
    ),
    _card(
        "name: Jürgen Größmann; prefix: Dr.-Ing.; title: Leiter Instandhaltung",
        "company: Gießerei Müller GmbH & Co. KG; email: j.groessmann@giesserei-mueller.example",
        "phone: +49 30 23125 014; fax: +49 30 23125 099; mobile: +49 176 040690 12",
        "web: www.giesserei-mueller.example; street: Hüttenstraße 7; town: 12055 Berlin; country: Germany",
    ),
    _card(
        "name: María José Núñez Peña; title: Directora de Compras; company: Envases Norte S.L.",
        "email: mjnunez@envasesnorte.example; phone: +34 910 505 281; mobile: +34 612 345 678",
        "web: envasesnorte.example; street: Calle del Álamo 45, 3º B; town: 28015 Madrid; country: Spain",
    ),
    _card(
        "name: Robert Ashworth; title: Chief Technology Officer; company: Harbour Robotics Ltd",
        "email: r.ashworth@harbour-robotics.example; phone: +44 20 7946 0123; mobile: +44 7700 900456",
        "web: www.harbour-robotics.example; street: 18 Quayside; town: Bristol BS1 6UX",
        "country: United Kingdom; slogan: Machines that lend a hand",
    ),
    _card(
        "name: Agnieszka Wiśniewska; title: Kierownik Działu Zakupów",
        "company: Zakłady Mleczarskie Żuławy Sp. z o.o.",
        "email: a.wisniewska@zulawy.example; phone: +48 22 123 45 67; mobile: +48 601 234 567",
        "web: www.zulawy.example; street: ul. Słoneczna 14; town: 00-789 Warszawa; country: Poland",
    ),
    _card(
        "name: Daniel Brooks; suffix: PhD; title: Vice President, Operations",
        "company: Cedar Valley Foods, Inc.",
        "email: daniel.brooks@cedarvalley.example; phone: (415) 555-0132; mobile: (415) 555-0178",
        "fax: (415) 555-0199; web: cedarvalley.example; street: 2200 Harbor Blvd, Suite 310",
        "town: Oakland, CA 94607; country: USA",
    ),
    _card(
        "name: Giulia Ferrari; title: Responsabile Qualità; company: Officine Bellini S.p.A.",
        "email: g.ferrari@officinebellini.example; phone: +39 02 3031 4455; mobile: +39 347 123 4567",
        "web: www.officinebellini.example; street: Via Garibaldi 22; town: 20121 Milano MI; country: Italy",
    ),
    _card(
        "name: Lars Sørensen; title: Produktionschef; company: Nordlys Pumper A/S",
        "email: lars@nordlyspumper.example; phone: +45 32 12 34 56; mobile: +45 20 12 34 56",
        "web: nordlyspumper.example; street: Havnegade 3, 2. sal; town: 8000 Aarhus C; country: Denmark",
    ),
    _card(
        "name: Kateřina Dvořáková; title: Obchodní ředitelka; company: Strojírny Vltava a.s.",
        "email: dvorakova@strojirny-vltava.example; phone: +420 224 123 456; mobile: +420 602 123 456",
        "web: www.strojirny-vltava.example; street: Nádražní 118; town: 150 00 Praha 5",
        "country: Czech Republic",
    ),
    _card(
        "name: Olivier Lefèvre-Dubois; title: Ingénieur d'affaires; company: Atelier du Nord SARL",
        "email: o.lefevre@atelierdunord.example; phone: +33 1 99 00 12 34; mobile: +33 6 39 98 44 07",
        "fax: +33 1 99 00 12 99; web: www.atelierdunord.example; street: 8 avenue Foch; town: 59000 Lille",
        "country: France",
    ),
    _card(
        "name: Priya Raman; title: Senior Process Engineer; company: Delta Fluidics Pvt. Ltd.",
        "email: priya.raman@deltafluidics.example; phone: +91 22 2345 6789; mobile: +91 98200 12345",
        "web: deltafluidics.example; street: 401 Marine Chambers; town: Mumbai 400020; country: India",
    ),
    _card(
        "name: Hans-Peter Wüthrich; title: Geschäftsführer; company: Alpenglas AG",
        "email: hp.wuethrich@alpenglas.example; phone: +41 44 668 18 00; mobile: +41 78 123 45 67",
        "web: www.alpenglas.example; street: Seestrasse 204; town: 8002 Zürich; country: Switzerland",
        "slogan: Klar seit 1921",
    ),
    _card(
        "name: Emma van den Berg; title: Inkoopmanager; company: Kaasmakerij De Molen B.V.",
        "email: e.vandenberg@demolen.example; phone: +31 20 123 4567; mobile: +31 6 12345678",
        "web: www.demolen.example; street: Molenweg 11; town: 1135 WK Edam; country: Netherlands",
    ),
    _card(
        "name: Tomás Ó Briain; title: Maintenance Manager; company: Shannon Packaging Group",
        "email: tomas.obriain@shannonpack.example; phone: +353 1 555 0142; mobile: +353 85 012 3456",
        "web: shannonpack.example; street: Unit 6, Dock Road; town: Limerick V94 X2R8; country: Ireland",
        "department: Engineering Department",
    ),
    _card(
        "name: Ana Lúcia Gonçalves; title: Gerente de Produção; company: Frigorífico Aurora Ltda.",
        "email: ana.goncalves@aurora-frigo.example; phone: +55 11 3061 2345; mobile: +55 11 96123 4567",
        "web: www.aurora-frigo.example; street: Rua das Acácias, 90; town: 01310-100 São Paulo",
        "country: Brazil",
    ),
    _card(
        "name: Michael O'Connor; prefix: Prof.; suffix: MBA; title: Director of Research",
        "company: Whitfield Institute; email: moconnor@whitfield.example; phone: +1 212 555 0167",
        "mobile: +1 917 555 0103; web: whitfield.example; street: 77 Beacon Street",
        "town: New York, NY 10012; country: USA",
    ),
)
