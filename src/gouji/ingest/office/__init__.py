"""Old and foreign office formats (.doc, .wps, .rtf, .odt, .ods, .xlsb), converted by LibreOffice where it is found."""
